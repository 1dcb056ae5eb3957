// What Ajv says of YAML files by a JSON Schema: `node schema.cjs SCHEMA FILE…`. Prints a line of JSON for each file.
//
// This release of Ajv knows the draft of 2019. Of what the draft of 2020 changed our schemas use nothing, so all that
// is taken from them is the name of their draft.
const fs = require("fs");
const Ajv = require("ajv/dist/2019").default;
const yaml = require("js-yaml");

const [schemaFile, ...files] = process.argv.slice(2);
const schema = JSON.parse(fs.readFileSync(schemaFile, "utf8"));
delete schema.$schema;
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strict: true, formats: { uint32: true, uint8: true, double: true } });
const validate = ajv.compile(schema);
for (const file of files) {
  // Days are texts to us, as they are to YAML 1.2.
  const value = yaml.load(fs.readFileSync(file, "utf8"), { schema: yaml.CORE_SCHEMA });
  // No JSON holds an infinite number, so Ajv takes none for a number.
  const finite = (one) => (typeof one === "number" && !Number.isFinite(one) ? String(one) : one);
  validate(JSON.parse(JSON.stringify(value, (_, one) => finite(one))));
  const complaints = (validate.errors || []).map((one) => {
    const key = one.params.additionalProperty;
    return `${one.instancePath ?? one.dataPath} ${one.message}${key === undefined ? "" : ` ${key}`}`;
  });
  console.log(JSON.stringify({ file, complaints }));
}
