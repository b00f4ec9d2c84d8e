import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { TypeReader } from './props-of.ts';
import type { ComponentReference } from './props-of.ts';
import { storyCodes } from './story-code.ts';
import type { StoryCode } from './story-code.ts';

/** By component: what its source says about it, and the code of its stories. */
export type GalleryReference = Readonly<
  Record<string, ComponentReference & { readonly stories: readonly StoryCode[] }>
>;

const kit = join(import.meta.dirname, '../../../packages/react/src');
const stories = join(import.meta.dirname, '../src/gallery/stories');
const id = 'virtual:gallery-reference';

/** Reads the reference from the components' types and the stories' files. */
export function readGalleryReference(): GalleryReference {
  const types = new TypeReader(kit);
  return Object.fromEntries(
    readdirSync(stories)
      .filter((file) => file.endsWith('.stories.tsx'))
      .flatMap((file) => {
        const name = file.replace('.stories.tsx', '');
        const component = types.component(name);
        return component
          ? [[name, { ...component, stories: storyCodes(join(stories, file)) }]]
          : [];
      }),
  );
}

/** The module `virtual:gallery-reference`: made anew by each build, so that it cannot differ from the source. */
export function galleryReference(): Plugin {
  return {
    name: 'gallery-reference',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (source) =>
      source === `\0${id}` ? `export default ${JSON.stringify(readGalleryReference())}` : undefined,
  };
}
