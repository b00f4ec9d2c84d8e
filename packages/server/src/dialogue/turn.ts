// Whose turn it is: a pure state machine. conversation.ts performs the effects; turn.test.ts goes through the table row by row.

/** What the user is doing. `transcribing`: has stopped speaking, the words are not known yet. */
export type UserState = 'silent' | 'speaking' | 'transcribing';

/**
 * What the assistant is doing.
 *
 * - `idle`: nothing is to be said.
 * - `pending`: something is to be said as soon as the user falls silent.
 * - `thinking`: a reply is being made; nothing of it has been sent.
 * - `speaking`: a reply is being sent, or its sound still plays at the client.
 * - `paused`: the client wants no replies; nothing is to be said.
 * - `paused-pending`: the client wants no replies; something is to be said after resuming.
 * - `leaving`: the last words are being said, whatever the user does; then the Chat ends.
 */
export type AssistantState =
  'idle' | 'pending' | 'thinking' | 'speaking' | 'paused' | 'paused-pending' | 'leaving';

/** Where the conversation stands. */
export interface TurnState {
  user: UserState;
  assistant: AssistantState;
}

/**
 * What can happen.
 *
 * - `speech-started`, `speech-ended`: voice activity of the user.
 * - `barge-in`: what is being said is no mere back-channel; between the two.
 * - `heard`: the user's words are known, or known to be unclear; the message was sent and is kept.
 * - `nothing-heard`: there was no speech after all.
 * - `typed`: the user's text arrived as `user_input`.
 * - `told`: there is something to be spoken: text of `assistant_input`, a greeting, a nudge.
 * - `spoke`: the first sound of a reply was sent.
 * - `fell-silent`: all of the reply was sent and has played out.
 * - `sent-again`: the line broke, and sound that may not have been heard was sent again over another.
 * - `pause`, `resume`: the client's wish.
 * - `hang-up`: the reply under way is the last.
 * - `time-up`: the Chat has lasted as long as it may, and there are words for that.
 */
export type TurnEvent =
  | 'speech-started'
  | 'barge-in'
  | 'speech-ended'
  | 'heard'
  | 'nothing-heard'
  | 'typed'
  | 'told'
  | 'spoke'
  | 'fell-silent'
  | 'sent-again'
  | 'pause'
  | 'resume'
  | 'hang-up'
  | 'time-up';

/**
 * What is to be done.
 *
 * - `reply`: say what is to be said: an answer to the last message if it has none, then the texts that wait.
 * - `play-out`: wait until the client has played what it was sent.
 * - `stop`: make and send no more of the reply.
 * - `interrupt`: the same, forget the texts that wait, and tell the client with `user_interruption` to fall silent.
 * - `stop-playback`: tell the client to fall silent, if it still plays something.
 * - `farewell`: say the last words, and nothing else that waits.
 * - `leave`: end the Chat.
 */
export type TurnEffect =
  'reply' | 'play-out' | 'stop' | 'interrupt' | 'stop-playback' | 'farewell' | 'leave';

/** What follows from an event. */
export interface Transition {
  state: TurnState;
  effects: readonly TurnEffect[];
}

interface Row {
  /** `answer` stands for `pending` while the user speaks, else for `thinking` with the effect `reply`. */
  to: AssistantState | 'answer';
  effects?: readonly TurnEffect[];
}

/** The state at the start of a Chat. */
export const initialTurn: TurnState = { user: 'silent', assistant: 'idle' };

const stay: Readonly<Record<AssistantState, Row>> = {
  idle: { to: 'idle' },
  pending: { to: 'pending' },
  thinking: { to: 'thinking' },
  speaking: { to: 'speaking' },
  paused: { to: 'paused' },
  'paused-pending': { to: 'paused-pending' },
  leaving: { to: 'leaving' },
};

const newMessage: Readonly<Record<AssistantState, Row>> = {
  idle: { to: 'answer' },
  pending: { to: 'answer' },
  thinking: { to: 'answer', effects: ['stop', 'stop-playback'] },
  speaking: { to: 'answer', effects: ['interrupt'] },
  paused: { to: 'paused-pending' },
  'paused-pending': { to: 'paused-pending' },
  leaving: { to: 'leaving' },
};

const farewell: Row = { to: 'leaving', effects: ['farewell'] };

const table: Readonly<Record<TurnEvent, Readonly<Record<AssistantState, Row>>>> = {
  'speech-started': { ...stay, thinking: { to: 'pending', effects: ['stop'] } },
  'barge-in': {
    idle: { to: 'idle' },
    pending: { to: 'pending', effects: ['stop-playback'] },
    // What was said before may have been sent again over another line.
    thinking: { to: 'pending', effects: ['stop', 'stop-playback'] },
    speaking: { to: 'idle', effects: ['interrupt'] },
    paused: { to: 'paused', effects: ['stop-playback'] },
    'paused-pending': { to: 'paused-pending', effects: ['stop-playback'] },
    leaving: { to: 'leaving' },
  },
  'speech-ended': stay,
  heard: newMessage,
  'nothing-heard': { ...stay, pending: { to: 'answer' } },
  typed: newMessage,
  told: { ...stay, idle: { to: 'answer' }, paused: { to: 'paused-pending' } },
  spoke: { ...stay, thinking: { to: 'speaking' } },
  'fell-silent': {
    ...stay,
    thinking: { to: 'idle' },
    speaking: { to: 'idle' },
    leaving: { to: 'leaving', effects: ['leave'] },
  },
  'sent-again': { ...stay, idle: { to: 'speaking', effects: ['play-out'] } },
  pause: {
    ...stay,
    idle: { to: 'paused' },
    pending: { to: 'paused-pending' },
    thinking: { to: 'paused-pending', effects: ['stop'] },
    speaking: { to: 'paused', effects: ['stop'] },
  },
  resume: { ...stay, paused: { to: 'idle' }, 'paused-pending': { to: 'answer' } },
  'hang-up': { ...stay, thinking: { to: 'leaving' }, speaking: { to: 'leaving' } },
  'time-up': {
    idle: farewell,
    pending: farewell,
    thinking: { to: 'leaving', effects: ['stop', 'farewell'] },
    speaking: { to: 'leaving', effects: ['interrupt', 'farewell'] },
    paused: farewell,
    'paused-pending': farewell,
    leaving: { to: 'leaving' },
  },
};

/** What follows when `event` happens in `state`. */
export function nextTurn(state: TurnState, event: TurnEvent): Transition {
  const user = nextUser(state.user, event);
  const { to, effects = [] } = table[event][state.assistant];
  if (to !== 'answer') return { state: { user, assistant: to }, effects };
  return user === 'speaking'
    ? { state: { user, assistant: 'pending' }, effects }
    : { state: { user, assistant: 'thinking' }, effects: [...effects, 'reply'] };
}

function nextUser(user: UserState, event: TurnEvent): UserState {
  switch (event) {
    case 'speech-started':
      return 'speaking';
    case 'speech-ended':
      return user === 'speaking' ? 'transcribing' : user;
    case 'heard':
    case 'nothing-heard':
      // The words of an earlier stretch; the user may have gone on speaking since.
      return user === 'speaking' ? 'speaking' : 'silent';
    default:
      return user;
  }
}
