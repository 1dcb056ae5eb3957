// What gift-pegjs reads in a GIFT file: a JSON list of questions.
//
// usage: node gift.cjs FILE
const fs = require("fs");
const { parse } = require("gift-pegjs");

// It leaves its own marks of escaped characters in the right-hand sides of pairs.
const unmarked = (text) =>
  text.replace(/&&(\d{3});/g, (_, code) => String.fromCharCode(Number(code)));
const text = (rich) => (rich ? rich.text : null);

const questions = [];
let category = null;
for (const one of parse(fs.readFileSync(process.argv[2], "utf8"))) {
  if (one.type === "Category") {
    category = one.title;
    continue;
  }
  // The passage of the questions that follow.
  if (one.type === "Description") continue;
  questions.push({
    id: one.id,
    name: one.title,
    group: category,
    kind: one.type,
    prompt: text(one.stem),
    options: (one.choices || []).map((choice) => [text(choice.text), choice.isCorrect, choice.weight]),
    pairs: (one.matchPairs || []).map((pair) => [text(pair.subquestion), unmarked(pair.subanswer)]),
    truth: one.isTrue === undefined ? null : one.isTrue,
    feedback: text(one.globalFeedback),
    tags: one.tags || [],
  });
}
process.stdout.write(JSON.stringify(questions));
