import '@fontsource-variable/inter/wght.css';
import '@vivavoce/react/styles.css';
import './gallery.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { GalleryIndex } from './GalleryIndex.tsx';
import { setTheScene } from './scene.ts';
import { StoryPage } from './StoryPage.tsx';
import { stories } from './stories/index.ts';
import { storyId } from './story.ts';

const root = document.getElementById('root');
const wanted = new URL(location.href).searchParams.get('story');
const story = stories.find((one) => storyId(one) === wanted);

if (root) {
  createRoot(root).render(
    <StrictMode>
      {story ? (
        <StoryPage story={story} scene={setTheScene(story)} />
      ) : (
        <GalleryIndex stories={stories} />
      )}
    </StrictMode>,
  );
}
