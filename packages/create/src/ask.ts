import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Choice } from './choices.ts';
import { CreateError } from './create-error.ts';

/** Where questions are asked. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
}

/** A question, and the answers that there are: the first is the default. */
export interface Question<Id extends string> {
  readonly question: string;
  readonly choices: readonly Choice<Id>[];
}

/** One that is open: answers by their number, their id, or Enter. */
export interface Asker {
  /** Asks until it is answered. @throws CreateError `cancelled`, when the input ends or is interrupted */
  ask<Id extends string>(question: Question<Id>): Promise<Id>;
  close(): void;
}

export function openAsker({ input, output }: Terminal): Asker {
  const lines = createInterface({ input, output });
  const said: string[] = [];
  let ended = false;
  let wake = (): void => undefined;
  lines.on('line', (line) => {
    said.push(line);
    wake();
  });
  lines.on('close', () => {
    ended = true;
    wake();
  });

  /** Lines may come before they are asked for, as from a pipe. */
  const next = async (): Promise<string> => {
    while (said.length === 0 && !ended) await new Promise<void>((settle) => (wake = settle));
    const line = said.shift();
    if (line === undefined) throw new CreateError('cancelled', 'Cancelled: nothing was written.');
    return line.trim().toLowerCase();
  };

  return {
    ask: async ({ question, choices }) => {
      const list = choices.map(({ name }, index) => `  ${index + 1}) ${name}\n`).join('');
      for (;;) {
        output.write(`${question}\n${list}`);
        lines.setPrompt(`1-${choices.length} (1): `);
        if (!ended) lines.prompt();
        const answer = (await next()) || '1';
        const chosen = choices.find(({ id }, index) => answer === id || answer === `${index + 1}`);
        if (chosen) return chosen.id;
      }
    },
    close: () => lines.close(),
  };
}
