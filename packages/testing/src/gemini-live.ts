export { scriptedGemini } from './gemini-live/scripted-gemini.ts';
export type { ScriptedGemini, ScriptedGeminiOptions } from './gemini-live/scripted-gemini.ts';
export { LiveSession } from './gemini-live/live-session.ts';
export type { LiveFrame, ScriptedPart, ScriptedTurn, TurnRequest } from './gemini-live/script.ts';
export type { LineEnd, ScriptClock } from './line/service-line.ts';
