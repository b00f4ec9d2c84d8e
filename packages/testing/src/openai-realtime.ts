export { scriptedOpenAI } from './openai-realtime/scripted-openai.ts';
export type { ScriptedOpenAI, ScriptedOpenAIOptions } from './openai-realtime/scripted-openai.ts';
export { OpenAISession } from './openai-realtime/openai-session.ts';
export type {
  AnswerRequest,
  HeardSpeech,
  RealtimeFrame,
  ScriptedAnswer,
  ScriptedItem,
} from './openai-realtime/script.ts';
export type { LineEnd, ScriptClock } from './line/service-line.ts';
