import { ServerError } from '../../base/server-error.ts';
import type { CompletionToolCall } from './chat-messages.ts';
import type { Added, Completion } from './completion-request.ts';
import type { ReplyRequest } from '../responder.ts';
import type { Thoughts } from '../../text/thoughts.ts';

/** After so many rounds of tools the model has to answer in words. */
const mostRounds = 5;

/**
 * A reply in as many rounds as it takes: the model answers or calls tools, hears what they said, and goes on.
 *
 * @param thoughts - leaves out what the model thinks: it is not said, and the model is not told of it again.
 * @param ask - asks the model; given what this reply has brought so far, and whether tools may be called.
 * @throws ServerError `responder-failed`, also when there were no words in the end.
 */
export async function* inRounds(
  { tools }: ReplyRequest,
  thoughts: Thoughts,
  ask: (added: readonly Added[], mayCall: boolean) => Completion,
): AsyncGenerator<string> {
  const added: Added[] = [];
  let said = false;
  for (let round = 1; ; round++) {
    const mayCall = round < mostRounds;
    const answer = new Answer(ask(added, mayCall));
    let text = '';
    for await (const piece of thoughts.remove(answer.words())) {
      text += piece;
      yield piece;
    }
    const { calls } = answer;
    said ||= text.trim() !== '';
    if (calls.length === 0 || !mayCall || tools === undefined) break;
    added.push({ role: 'assistant', content: text === '' ? null : text, tool_calls: calls });
    for (const {
      id,
      function: { name, arguments: parameters },
    } of calls) {
      const { content, kind } = await tools.call(name, parameters === '' ? '{}' : parameters);
      const result = content === '' && kind === 'failed' ? 'The tool failed.' : content;
      added.push({ role: 'tool', tool_call_id: id, content: result });
    }
    // Goodbye has been said; another round would say it again.
    if (said && calls.some(({ function: { name } }) => name === 'hang_up')) break;
    // What comes now begins a sentence of its own.
    if (text !== '') yield '\n';
  }
  if (!said) throw ServerError.responderFailed('the language model answered without words');
}

/** An answer whose words are read apart from its calls. */
class Answer {
  readonly #completion: Completion;
  /** Known when all words were read. */
  calls: readonly CompletionToolCall[] = [];

  constructor(completion: Completion) {
    this.#completion = completion;
  }

  async *words(): AsyncGenerator<string> {
    this.calls = yield* this.#completion;
  }
}
