import { useInCall } from './useInCall.ts';
import type { ReactNode } from 'react';
import type { Answerer } from './useAnswerers.ts';
import { useWords } from './words/useWords.ts';

export interface ChoicesProps {
  readonly answerer: Answerer;
  /** Who could answer. */
  readonly choices: readonly Answerer[];
  /** Whether a button is held to talk. */
  readonly holding: boolean;
  readonly onAnswerer: (answerer: Answerer) => void;
  readonly onHolding: (holding: boolean) => void;
}

/** What is chosen before a call: who answers, and how the microphone is handled. */
export function Choices({
  answerer,
  choices,
  holding,
  onAnswerer,
  onHolding,
}: ChoicesProps): ReactNode {
  const words = useWords();
  if (useInCall()) return null;
  return (
    <>
      {choices.length > 1 && (
        <Choice
          title={words.answerer}
          name="answerer"
          among={choices.map((one) => [one, words.server[one === 'local' ? 'known' : one]])}
          chosen={answerer}
          onChoose={onAnswerer}
        />
      )}
      <Choice
        title={words.handling}
        name="handling"
        among={[
          [false, words.handsFree],
          [true, words.holdToTalk],
        ]}
        chosen={holding}
        onChoose={onHolding}
      />
    </>
  );
}

interface ChoiceProps<Value> {
  readonly title: string;
  readonly name: string;
  /** What can be chosen, with its words. */
  readonly among: readonly (readonly [value: Value, words: string])[];
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
}

/** One of a few; a call keeps what it began with. */
function Choice<Value>({ title, name, among, chosen, onChoose }: ChoiceProps<Value>): ReactNode {
  return (
    <fieldset className="choice">
      <legend className="vv-visually-hidden">{title}</legend>
      {among.map(([value, words]) => (
        <label key={words}>
          <input
            type="radio"
            name={name}
            checked={value === chosen}
            onChange={() => onChoose(value)}
          />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}
