import { VoiceError } from '@vivavoce/core';
import { fits, isObject, keywords, says } from './json-schema-keywords.ts';
import type { Check } from './json-schema-keywords.ts';
import { indexed, lookedUp, nowhere } from './json-schema-references.ts';

// Loaded when a tool that has a JSON Schema comes to the page.

/** A JSON Schema, or one of its parts. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Tells what is wrong with a value, in one line for each place; none when it fits. @throws Error where there is too much to check */
export type SchemaCheck = (value: unknown) => string[];

/** References can multiply: twenty lines may ask for a million looks. */
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
  const made = new Map<unknown, Check>();
  const addresses = new Map<string, unknown>();
  const bases = new Map<unknown, string>();
  indexed(root, nowhere, addresses, bases);

  function part(schema: unknown, base: string): Check {
    if (typeof schema === 'boolean') {
      return (_, { path }) => says(schema, path, 'must not be there');
    }
    if (!isObject(schema)) throw wrongAt('a part of it', 'an object, true or false');
    const known = made.get(schema);
    if (known) return known;
    let checks: Check[] = [];
    const check: Check = (value, look) => {
      const { effort } = look;
      if ((effort.steps += 1) > mostSteps || effort.depth > mostDepth)
        throw new Error('The arguments can not be checked: their schema asks for too much.');
      if (value === null && schema['nullable'] === true) return fits;
      effort.depth += 1;
      const wrong = checks.flatMap((one) => one(value, look));
      effort.depth -= 1;
      return wrong;
    };
    // Before its parts are made: one of them may refer to it.
    made.set(schema, check);
    const here = bases.get(schema) ?? base;
    const place = {
      schema,
      part: (inside: unknown) => part(inside, here),
      refer: (reference: unknown) => part(referred(reference, here), here),
    };
    checks = Object.entries(keywords).flatMap(([keyword, make]) => {
      if (!Object.hasOwn(schema, keyword)) return [];
      const wrong = (must: string): never => {
        throw wrongAt(`"${keyword}"`, must);
      };
      return make(schema[keyword], { ...place, wrong }) ?? [];
    });
    return check;
  }

  function referred(reference: unknown, base: string): unknown {
    const found = lookedUp(String(reference), base, addresses);
    if (found === undefined) {
      throw wrongAt(`the reference ${JSON.stringify(reference)}`, 'to a part of the same schema');
    }
    return found;
  }

  const check = part(root, nowhere);
  return (value) => check(value, { path: '$', seen: new Set(), effort: { steps: 0, depth: 0 } });
}

function wrongAt(what: string, must: string): VoiceError {
  return VoiceError.usage(
    `Failed to use the tool: because its JSON Schema is wrong: ${what} must be ${must}.`,
  );
}
