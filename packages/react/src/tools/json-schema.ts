import { VoiceError } from '@vivavoce/core';
import { indexed, lookedUp, nowhere } from './json-schema-references.ts';
import { applicators } from './json-schema-applicators.ts';
import { assertions } from './json-schema-assertions.ts';
import { errorUnless, isObject, noErrors } from './json-schema-check.ts';
import type { Check } from './json-schema-check.ts';

// Loaded when a tool that has a JSON Schema comes to the page.

/** Tells what is wrong with a value, in one line for each place; none when it is valid. @throws Error where there is too much to check */
export type SchemaCheck = (value: unknown) => string[];

const keywords = { ...assertions, ...applicators };

/** References can multiply: twenty lines may ask for a million steps. */
const mostSteps = 100_000;
const mostDepth = 500;

/**
 * Makes a check of a JSON Schema of any draft from 4 to 2020-12, once. `format` and unknown keywords say nothing, as the specification
 * has it; `nullable` is OpenAPI's. Nothing is fetched, and no code is made of text.
 *
 * A `pattern` is run as it is, and JavaScript can't stop one that takes for ever (`(a+)+$`): who gives the schema is trusted so far.
 *
 * @throws VoiceError `usage` where a keyword is given what it can't use, and for a reference to what is not in the schema
 */
export function compileSchema(root: unknown): SchemaCheck {
  const compiled = new Map<unknown, Check>();
  const addresses = new Map<string, unknown>();
  const bases = new Map<unknown, string>();
  indexed(root, nowhere, addresses, bases);

  function compile(schema: unknown, base: string): Check {
    if (typeof schema === 'boolean') {
      return (_, { path }) => errorUnless(schema, path, 'must not be there');
    }
    if (!isObject(schema)) throw invalid('a part of it', 'an object, true or false');
    const known = compiled.get(schema);
    if (known) return known;
    let checks: Check[] = [];
    const check: Check = (value, evaluation) => {
      const { effort } = evaluation;
      if ((effort.steps += 1) > mostSteps || effort.depth > mostDepth)
        throw new Error('The arguments can not be checked: their schema asks for too much.');
      if (value === null && schema['nullable'] === true) return noErrors;
      effort.depth += 1;
      const errors = checks.flatMap((one) => one(value, evaluation));
      effort.depth -= 1;
      return errors;
    };
    // Before its parts: one of them may refer to it.
    compiled.set(schema, check);
    const here = bases.get(schema) ?? base;
    checks = Object.entries(keywords).flatMap(([keyword, make]) => {
      if (!Object.hasOwn(schema, keyword)) return [];
      const context = {
        schema,
        compile: (part: unknown) => compile(part, here),
        resolve: (reference: unknown) => compile(resolve(reference, here), here),
        invalid: (must: string): never => {
          throw invalid(`"${keyword}"`, must);
        },
      };
      return make(schema[keyword], context) ?? [];
    });
    return check;
  }

  function resolve(reference: unknown, base: string): unknown {
    const found = lookedUp(String(reference), base, addresses);
    if (found !== undefined) return found;
    throw invalid(`the reference ${JSON.stringify(reference)}`, 'to a part of the same schema');
  }

  const check = compile(root, nowhere);
  return (value) =>
    check(value, { path: '$', evaluated: new Set(), effort: { steps: 0, depth: 0 } });
}

function invalid(what: string, must: string): VoiceError {
  return VoiceError.usage(
    `Failed to use the tool: because its JSON Schema is wrong: ${what} must be ${must}.`,
  );
}
