import found from 'virtual:gallery-reference';
import type { GalleryReference } from '../../build/gallery-reference.ts';

/** What the source says about each component, as the build has read it. */
export const reference = found as GalleryReference;
