import { AudioVisualizer, DeviceMenu, DeviceSelect, VolumeSlider } from '@vivavoce/react';
import type { ReactNode } from 'react';
import { useWords } from './words/useWords.ts';

/** What listens and what sounds, to be changed in the middle of a call. */
export function SoundPanel(): ReactNode {
  const words = useWords();
  return (
    <section className="sound card" aria-label={words.sound}>
      <h2 className="card__title">{words.sound}</h2>
      <div className="field">
        <span className="field__name" aria-hidden="true">
          {words.microphone}
        </span>
        <DeviceMenu />
      </div>
      <AudioVisualizer className="meter" participant="user" bands={16} />
      <label className="field">
        <span className="field__name">{words.speaker}</span>
        <DeviceSelect aria-label={undefined} kind="speaker" />
      </label>
      <label className="field">
        <span className="field__name">{words.volume}</span>
        <VolumeSlider aria-label={undefined} />
      </label>
    </section>
  );
}
