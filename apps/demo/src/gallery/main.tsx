import '@fontsource-variable/inter/wght.css';
import '@vivavoce/react/styles.css';
import './gallery.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { wearTheme } from '../theme.ts';
import { Gallery } from './Gallery.tsx';
import { takeLook } from './look.ts';
import { setTheScene } from './scene.ts';
import { StoryPage } from './StoryPage.tsx';
import { stories } from './stories/index.ts';
import { storyId } from './story.ts';

const root = document.getElementById('root');
const { searchParams } = new URL(location.href);
const story = stories.find((one) => storyId(one) === searchParams.get('story'));

if (!story) wearTheme();
if (root) {
  createRoot(root).render(
    <StrictMode>
      {story ? (
        <StoryPage story={story} scene={setTheScene(story)} look={takeLook(searchParams)} />
      ) : (
        <Gallery stories={stories} />
      )}
    </StrictMode>,
  );
}
