import { englishTranscript } from './english-transcript.ts';
import type { VoiceLabels } from './voice-labels.ts';

/** English labels: the default of `<VoiceProvider>`. */
export const english: VoiceLabels = {
  ...englishTranscript,
  connect: 'Start talking',
  cancel: 'Cancel',
  hangUp: 'Hang up',
  hangingUp: 'Hanging up…',
  mute: 'Mute microphone',
  interrupt: 'Stop the assistant',
  pushToTalk: 'Hold to talk',
  talking: 'Talking…',
  volume: 'Volume',
  devices: { microphone: 'Microphone', speaker: 'Speaker' },
  deviceDefault: 'Default of the browser',
  deviceUnnamed: 'Names appear once the microphone is allowed',
  deviceFixed: 'This browser chooses the speaker itself',
  deviceLost: '{device} changed: {label} is gone, {fallback} takes its place.',
  duration: 'Duration of the call',
  message: 'Message',
  messagePlaceholder: 'Type a message',
  messageOffline: 'Connect to send a message',
  send: 'Send',
  dismiss: 'Dismiss',
  widget: 'Voice assistant',
  openWidget: 'Open voice assistant',
  closeWidget: 'Close',
  status: {
    idle: 'Not connected',
    connecting: 'Connecting…',
    connected: 'Connected',
    reconnecting: 'Connection lost. Trying again…',
    closing: 'Hanging up…',
    closed: 'Call ended',
    failed: 'No connection',
  },
  reconnecting: 'Connection lost. Trying again, attempt {attempt}…',
  retryIn: 'Next attempt in {seconds} s',
  microphone: {
    asking: 'The browser asks whether this page may use the microphone. Allow it to go on.',
    silent:
      'Nothing comes from the microphone. Its own switch or the system keeps it silent. You can still type.',
    denied:
      'Microphone not allowed. Allow it next to the address, then ask again. You can still type.',
    lost: 'Microphone gone. Plug one in, then ask again. You can still type.',
  },
  audio: {
    interrupted: 'Something else took the sound. It is being won back…',
    'needs-gesture': 'The browser keeps the page silent.',
  },
  askAgain: 'Ask again',
  soundOn: 'Turn sound on',
  closedByServer: 'The other side ended the call',
  activity: {
    idle: 'Not connected',
    connecting: 'Connecting…',
    speaking: 'Assistant is speaking',
    userSpeaking: 'Listening to you',
    thinking: 'Thinking',
    paused: 'Paused',
    muted: 'Muted',
    listening: 'Listening',
  },
  hints: {
    'allow-microphone':
      'This page may not use the microphone. Allow it when the browser asks, or in the site settings next to the address, then connect again.',
    'allow-by-policy':
      'This page, or the one around it, does not let the microphone or the choice of a speaker in. Only the site can change that.',
    'connect-microphone':
      'There is no microphone. Plug one in or switch it on, then connect again.',
    'free-microphone':
      'The microphone is in use elsewhere. Close the other app or tab, then connect again.',
    'connect-speaker': 'That speaker is not there any more. Plug it in or choose another.',
    'use-supported-browser':
      'This browser, or the way this page was opened, has no voice. Open it over https or on localhost in a current browser.',
    'check-server':
      'The voice server does not answer, or does not let us in. Check that it runs and that the key or token is right, then connect again.',
    'check-credentials': 'The voice server did not let us in. Check the key or token.',
    'check-network': 'There is no connection. Check the network, then connect again.',
    'try-later': 'The voice server has too much to do. Wait a little, then connect again.',
    'connect-again': 'The call ended early. Connect again to go on.',
    'click-page': 'The browser keeps the page silent. Click anywhere or press a key.',
    'allow-worklets':
      'The security policy of this page keeps its audio from starting. The site has to allow it.',
    'report-server':
      'The voice server reported a fault or sent something unusable. If it goes on, tell whoever runs it.',
    'fix-code': 'The app asked for something that cannot be done right now.',
  },
};
