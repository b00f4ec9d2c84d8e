import { VoiceProvider, useVoice } from '@vivavoce/react';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import type { Look } from './look.ts';
import type { Scene } from './scene.ts';
import type { Story } from './story.ts';

interface StoryPageProps {
  readonly story: Story;
  readonly scene: Scene;
  readonly look: Look;
}

/** A story alone on its page, played at once. `data-ready` tells that its state is reached, `data-awaits` what that is. */
export function StoryPage({ story, scene, look }: StoryPageProps): ReactNode {
  return (
    <VoiceProvider
      {...story.provider}
      labels={look.language?.labels ?? story.provider?.labels}
      url={scene.url}
      thread="main"
      // However long somebody looks, a story stays as it is.
      connectTimeout={3_600_000}
    >
      <main
        className="story"
        dir={look.language?.dir ?? story.dir}
        lang={look.language?.lang ?? story.lang}
        aria-label={`${story.component}: ${story.name}`}
      >
        <h1 className="vv-visually-hidden">
          {story.component}: {story.name}
        </h1>
        <div className="story__room" style={{ maxInlineSize: story.width }}>
          {story.page}
        </div>
      </main>
      {story.script && <Call play={scene.play} />}
      <Ready selector={story.shows} />
    </VoiceProvider>
  );
}

/** Begins the call. `data-assistant` tells the script what the assistant does. */
function Call({ play }: { readonly play: () => void }): ReactNode {
  const { connect, assistant } = useVoice(({ connect, assistant }) => ({ connect, assistant }));
  useEffect(() => {
    play();
    void connect();
  }, [connect, play]);
  useEffect(() => {
    document.documentElement.dataset['assistant'] = assistant;
  }, [assistant]);
  return null;
}

function Ready({ selector }: { readonly selector: string }): ReactNode {
  useEffect(() => {
    const { dataset } = document.documentElement;
    dataset['awaits'] = selector;
    let frame = 0;
    const look = (): void => {
      if (document.querySelector(selector)) dataset['ready'] = '';
      else frame = requestAnimationFrame(look);
    };
    look();
    return () => cancelAnimationFrame(frame);
  }, [selector]);
  return null;
}
