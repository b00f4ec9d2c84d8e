import { decodeClientMessage } from '@vivavoce/evi';
import type { ClientMessage, SessionSettings } from '@vivavoce/evi';
import type { ChatErrorSlug } from '../connection/chat-error.ts';
import { shapeFault } from '../base/nesting.ts';
import { longestVariable, mostVariables } from '../dialogue/settings.ts';
import { flatSettings } from './flat-settings.ts';

/** Longer texts are refused: nobody listens to ten minutes of one sentence after the other. */
const longestText = 10_000;

/** The most tools, and built-in tools, at a time. */
const mostTools = { tools: 50, builtin_tools: 10 };
/** The longest prompt and the longest context, in characters. */
const longestPrompt = 100_000;
/** The longest parameters of a tool, in characters. */
const longestParameters = 32_000;
/** Of all fields and lists together: each takes time to check, and no message of use has near as many. */
const mostValues = 4000;
/** It goes along with every message. */
const longestSessionId = 1000;

/** Why a message is not taken. */
export interface WrongMessage {
  kind: 'wrong';
  slug: ChatErrorSlug;
  because: string;
}

/** A client's message, or what is wrong with it. `variables`: those of settings, as they were written. */
export type ReadMessage =
  { kind: 'message'; message: ClientMessage; variables?: Record<string, string> } | WrongMessage;

/** Reads a text frame. */
export function readMessage(text: string): ReadMessage {
  const fault = shapeFault(text, mostValues);
  if (fault === 'deep') return wrong('invalid_message', 'The message is nested too deep.');
  if (fault === 'many') return tooLarge('The message', mostValues, 'values');
  const decoded = decodeClientMessage(text);
  switch (decoded.kind) {
    case 'message':
      return checked(decoded.message, text);
    case 'unknown':
      return wrong(
        'unknown_message_type',
        'The message has a type that this server does not know.',
      );
    case 'malformed': {
      const { reason, detail } = decoded.error;
      return wrong(
        reason === 'not-json' ? 'invalid_json' : 'invalid_message',
        withoutNames(detail),
      );
    }
  }
}

/** The name of a variable is the client's own word. */
function withoutNames(detail: string): string {
  return detail.replace(/^((?:\w+\.)?variables)\.[^]* is /, '$1 is ');
}

function checked(message: ClientMessage, json: string): ReadMessage {
  if (message.type === 'session_settings') {
    const flat = flatSettings(message, json);
    if ('wrong' in flat) return wrong('invalid_message', withoutNames(flat.wrong));
    const { settings, variables } = flat;
    const read: ReadMessage = {
      kind: 'message',
      message: settings,
      ...(variables && { variables }),
    };
    return longSessionId(settings) ?? checkedSettings(settings, variables) ?? read;
  }
  const long = longSessionId(message);
  if (long) return long;
  if (message.type !== 'user_input' && message.type !== 'assistant_input') {
    return { kind: 'message', message };
  }
  if (message.text.trim() === '') return wrong('invalid_message', 'The text is empty.');
  if (message.text.length <= longestText) return { kind: 'message', message };
  return wrong('text_too_long', `The text is longer than ${String(longestText)} characters.`);
}

function longSessionId({ custom_session_id: id }: ClientMessage): WrongMessage | undefined {
  if ((id?.length ?? 0) <= longestSessionId) return undefined;
  return tooLarge('custom_session_id', longestSessionId, 'characters');
}

function checkedSettings(
  settings: SessionSettings,
  variables: Readonly<Record<string, string>> = {},
): ReadMessage | undefined {
  for (const [field, most] of Object.entries(mostTools)) {
    const list = settings[field as keyof typeof mostTools] ?? [];
    if (list.length > most) return tooLarge(field, most, 'entries');
  }
  const { system_prompt: prompt, context, tools, metadata } = settings;
  const values = Object.values(variables);
  if (values.length > mostVariables) return tooLarge('variables', mostVariables, 'entries');
  const texts: [field: string, text: string | null | undefined, most: number][] = [
    ['system_prompt', prompt, longestPrompt],
    ['context.text', context?.text, longestPrompt],
    ...values.map((value): (typeof texts)[number] => ['variables', value, longestVariable]),
    ['metadata', metadata && JSON.stringify(metadata), longestPrompt],
    ...(tools ?? []).flatMap(
      ({ name, description, parameters, fallback_content }): typeof texts => [
        ['tools.name', name, longestParameters],
        ['tools.description', description, longestParameters],
        ['tools.parameters', parameters, longestParameters],
        ['tools.fallback_content', fallback_content, longestParameters],
      ],
    ),
  ];
  const long = texts.find(([, text, most]) => (text?.length ?? 0) > most);
  return long && tooLarge(long[0], long[2], 'characters');
}

function tooLarge(field: string, most: number, unit: string): WrongMessage {
  return wrong('invalid_message', `${field} may have no more than ${String(most)} ${unit}.`);
}

/** What is told of a message that is not taken. */
export function wrong(slug: ChatErrorSlug, because: string): WrongMessage {
  return { kind: 'wrong', slug, because };
}
