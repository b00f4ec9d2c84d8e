import { ControlBar, DeviceMenu } from '@vivavoce/react';
import { german } from '@vivavoce/react/german';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { quiet, storiesOf } from '../story.ts';
import type { Story } from '../story.ts';

/** Presses the button of what stands in it, as a user would. */
function Opened({ children }: { readonly children: ReactNode }): ReactNode {
  const around = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const button = around.current?.querySelector('button');
    // With its effects run twice, as while developing, it is pressed once.
    if (button?.ariaExpanded === 'false') button.click();
  }, []);
  return (
    <div ref={around} style={{ minBlockSize: '16rem' }}>
      {children}
    </div>
  );
}

const menu = {
  page: (
    <Opened>
      <DeviceMenu />
    </Opened>
  ),
  width: 300,
  shows: '[data-state="named"] [role="menu"]',
};

export const deviceMenu: readonly Story[] = storiesOf('DeviceMenu', [
  { ...menu, name: 'microphones', page: <DeviceMenu />, shows: '[data-state="named"]' },
  { ...menu, name: 'open' },
  { ...menu, name: 'open in a call', humming: true, script: quiet },
  {
    ...menu,
    name: 'names kept secret',
    shows: '[data-state="unnamed"] [role="menu"]',
    microphone: 'asking',
  },
  {
    ...menu,
    name: 'speakers, German',
    lang: 'de',
    provider: { labels: german },
    page: (
      <Opened>
        <DeviceMenu kind="speaker" />
      </Opened>
    ),
  },
  {
    ...menu,
    name: 'speaker fixed by the browser',
    page: <DeviceMenu kind="speaker" />,
    shows: '[data-state="fixed"]',
    fixedSpeaker: true,
  },
  { ...menu, name: 'right to left', dir: 'rtl' },
  {
    ...menu,
    name: 'in a control bar',
    page: <ControlBar devices={<DeviceMenu />} />,
    width: 480,
    shows: '.vv-controls[data-state="connected"]',
    script: quiet,
  },
]);
