import type { SessionSettings, Tool } from '@vivavoce/evi';
import type { Turn } from '../../base/conversation-turn.ts';
import { filled } from '../settings.ts';
import type { Settings } from '../settings.ts';
import { chatTools } from '../tools.ts';

/** The settings of a Chat as a translator reads them: what is to be filled in is, and this server's own tools are among the others. */
export function modelSettings(settings: Settings): SessionSettings {
  const { prompt, variables, context, voice } = settings;
  const tools = chatTools(settings.tools, settings.builtinTools).map(
    ({ name, description, parameters }): Tool => ({
      type: 'function',
      ...{ name, parameters },
      ...(description !== undefined && { description }),
    }),
  );
  return {
    type: 'session_settings',
    // A context without a prompt is told as well.
    system_prompt: prompt === undefined ? null : filled(prompt, variables),
    context: context ? { type: 'persistent', text: context.text } : null,
    tools,
    ...(voice !== undefined && { voice_id: voice }),
  };
}

/** What was said before, as items of a conversation. */
export function itemsOf(past: readonly Turn[]): object[] {
  return past.flatMap((turn): object[] => {
    if (turn.role !== 'tool') return [{ type: 'text-message', role: turn.role, text: turn.text }];
    const { id: callId, name, parameters } = turn.call;
    return [
      { type: 'function-call', callId, name, arguments: parameters },
      { type: 'function-call-output', callId, name, output: turn.text },
    ];
  });
}
