import type { Story } from '../story.ts';
import { audioVisualizer } from './AudioVisualizer.stories.tsx';
import { callTimer } from './CallTimer.stories.tsx';
import { captionsStories } from './Captions.stories.tsx';
import { connectButton } from './ConnectButton.stories.tsx';
import { connectionStatus } from './ConnectionStatus.stories.tsx';
import { controlBar } from './ControlBar.stories.tsx';
import { deviceMenu } from './DeviceMenu.stories.tsx';
import { deviceSelect } from './DeviceSelect.stories.tsx';
import { emotionMeter } from './EmotionMeter.stories.tsx';
import { emotionTimeline } from './EmotionTimeline.stories.tsx';
import { interruptButton } from './InterruptButton.stories.tsx';
import { liveCaption } from './LiveCaption.stories.tsx';
import { microphoneButton } from './MicrophoneButton.stories.tsx';
import { muteButton } from './MuteButton.stories.tsx';
import { pushToTalkButton } from './PushToTalkButton.stories.tsx';
import { suggestionChips } from './SuggestionChips.stories.tsx';
import { textInput } from './TextInput.stories.tsx';
import { transcript } from './Transcript.stories.tsx';
import { voicePanel } from './VoicePanel.stories.tsx';
import { voiceWidget } from './VoiceWidget.stories.tsx';
import { volumeSlider } from './VolumeSlider.stories.tsx';

/** Every component in every state that looks different. */
export const stories: readonly Story[] = [
  ...voicePanel,
  ...voiceWidget,
  ...controlBar,
  ...transcript,
  ...emotionMeter,
  ...emotionTimeline,
  ...audioVisualizer,
  ...captionsStories,
  ...liveCaption,
  ...connectButton,
  ...connectionStatus,
  ...callTimer,
  ...microphoneButton,
  ...muteButton,
  ...interruptButton,
  ...pushToTalkButton,
  ...deviceSelect,
  ...deviceMenu,
  ...volumeSlider,
  ...suggestionChips,
  ...textInput,
];
