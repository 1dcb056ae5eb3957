// Ace by DAISY on many EPUBs in one Chromium, whose start takes longer than most books.
//
// usage: node ace.cjs FILE...     NODE_PATH names the packages, PUPPETEER_EXECUTABLE_PATH the browser
//
// Prints one line of JSON a file: {file, violations: [text, …]}.
'use strict';

// Ace waits five seconds for a browser to start, unless told before it is loaded.
process.env.ACE_TIMEOUT_INITIAL ??= '60000';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const ace = require('@daisy/ace-core');
const runner = require('@daisy/ace-axe-runner-puppeteer');
const winston = require('winston');

winston.configure({ silent: true, transports: [new winston.transports.Console()] });

/** Ace starts and ends the browser for each book; this one lives as long as the program. */
let started;
const lasting = {
  ...runner,
  launch: () => (started ??= runner.launch()),
  close: async () => {},
};

/** The assertions of a report that are no pass, whatever their impact, each as one line. */
function violations(report) {
  const found = [];
  for (const page of report.assertions) {
    const where = page['earl:testSubject'].url;
    for (const { 'earl:result': result, 'earl:test': test } of page.assertions) {
      if (result['earl:outcome'] === 'pass') continue;
      const rule = `${test['dct:title']} (${test['earl:impact']})`;
      const lines = [`${where}: ${rule}: ${result['dct:description']}`, result.html];
      found.push(lines.filter(Boolean).join('\n  '));
    }
  }
  return found;
}

(async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'diglot-ace-'));
  try {
    for (const [index, file] of process.argv.slice(2).entries()) {
      const outdir = path.join(folder, `report-${index}`);
      const tmpdir = path.join(folder, `work-${index}`);
      const options = { cwd: process.cwd(), outdir, tmpdir, silent: true };
      const [, report] = await ace(file, options, lasting);
      console.log(JSON.stringify({ file, violations: violations(report) }));
    }
  } finally {
    if (started) await runner.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
