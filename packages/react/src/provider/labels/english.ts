import { englishActivity } from './english-activity.ts';
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
  deviceDefault: 'System default',
  deviceUnnamed: 'Allow the microphone to see device names',
  deviceFixed: 'Chosen by your browser',
  deviceLost: '{label} was disconnected. Now using {fallback}.',
  duration: 'Call duration',
  message: 'Message',
  messagePlaceholder: 'Type a message',
  messageOffline: 'Start the call to send a message',
  messageKept: 'Not sent yet: no connection. Your text is kept.',
  send: 'Send',
  dismiss: 'Dismiss',
  widget: 'Voice assistant',
  openWidget: 'Open voice assistant',
  closeWidget: 'Close',
  status: {
    idle: 'Not connected',
    connecting: 'Connecting…',
    connected: 'Connected',
    reconnecting: 'Connection lost. Reconnecting…',
    closing: 'Hanging up…',
    closed: 'Call ended',
    failed: 'Couldn’t connect',
  },
  retryIn: 'Retrying in {seconds} s',
  microphone: {
    asking: 'Your browser is asking for microphone access. Choose Allow to continue.',
    silent:
      'Your microphone is silent. Check its mute switch and your system settings. You can keep typing.',
    denied:
      'Microphone access is blocked. Allow it in the address bar, then try again. You can keep typing.',
    lost: 'Microphone disconnected. Reconnect it or choose another. You can keep typing.',
  },
  audio: {
    interrupted: 'Another app is using audio. Reconnecting sound…',
    'needs-gesture': 'Your browser has paused sound. Click anywhere to turn it on.',
  },
  askAgain: 'Try again',
  noMicrophone: 'Microphone unavailable',
  typeInstead: 'Type instead',
  typing: 'Your microphone is off. Type your messages, or turn it on to talk.',
  useMicrophone: 'Turn on microphone',
  soundOn: 'Turn sound on',
  closedByServer: 'The assistant ended the call',
  closedBecause: {
    inactivity: 'The call ended because nobody spoke. Start a new one any time.',
    'max-duration': 'The call reached its time limit. Start a new one to continue.',
    'out-of-credits': 'The voice service has no credits left. Contact support.',
    model: 'The assistant isn’t available right now. Try again later.',
    config: 'This assistant doesn’t exist. Contact support.',
  },
  activity: englishActivity,
  hints: {
    'allow-microphone':
      'Microphone access is blocked. Allow it in your browser’s site settings, then start again.',
    'allow-by-policy':
      'This page isn’t allowed to use the microphone or choose a speaker. Only the site can change that.',
    'connect-microphone': 'No microphone found. Connect one, then try again.',
    'free-microphone': 'Another app is using your microphone. Close it and try again.',
    'connect-speaker': 'That speaker is no longer available. Choose another.',
    'use-supported-browser': 'Voice isn’t available here. Use a current browser over HTTPS.',
    'check-server': 'Can’t reach the voice server. Try again in a moment.',
    'check-credentials': 'Sign-in to the voice server failed.',
    'check-network': 'No connection. Check your network, then try again.',
    'try-later': 'The voice server is busy. Try again in a moment.',
    'connect-again': 'The call ended unexpectedly. Start a new one.',
    'click-page': 'Your browser has paused sound. Click anywhere to turn it on.',
    'allow-worklets': 'This page’s security policy blocks audio. Only the site can change that.',
    'report-server':
      'Something went wrong on the voice server. If it keeps happening, contact support.',
    'fix-code': 'Something went wrong in this app.',
  },
};
