import { VolumeSlider } from '@vivavoce/react';
import { storiesOf } from '../story.ts';
import type { Story } from '../story.ts';

const half = { page: <VolumeSlider value={0.5} />, width: 240, shows: '.vv-volume' };

export const volumeSlider: readonly Story[] = storiesOf('VolumeSlider', [
  { ...half, name: 'full', page: <VolumeSlider />, shows: '[data-state="audible"]' },
  { ...half, name: 'half' },
  { ...half, name: 'silent', page: <VolumeSlider value={0} />, shows: '[data-state="silent"]' },
  { ...half, name: 'right to left', dir: 'rtl' },
  { ...half, name: 'disabled', page: <VolumeSlider value={0.5} disabled /> },
]);
