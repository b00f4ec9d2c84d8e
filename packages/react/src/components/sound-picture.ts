import { windowOf } from '../hooks/window-of.ts';
import type { VoiceActivity } from '../hooks/useActivityOf.ts';
import { drawBars } from './sound-bars.ts';
import type { Strokes } from './sound-bars.ts';

/** What sound is drawn as. */
export type SoundShape = 'bars' | 'wave' | 'orb' | 'ring' | 'grid';

/** How it is drawn. */
interface Look {
  readonly shape: SoundShape;
  readonly bands: number;
  readonly activity: VoiceActivity;
}

/** Whether such a picture moves without any sound. */
export function movesBy(shape: SoundShape, activity: VoiceActivity): boolean {
  const turns = activity === 'connecting' || activity === 'thinking';
  return turns && (shape === 'orb' || shape === 'ring');
}

const shapes: Partial<Record<SoundShape, (strokes: Strokes) => void>> = { bars: drawBars };

let loading: Promise<void> | undefined;

/** Loads the shapes that are missing; bars are drawn in the place of what can't be had. */
function loadShapes(): Promise<void> {
  const here = (wave: typeof drawBars, orb = wave, ring = wave, grid = wave): void => {
    Object.assign(shapes, { wave, orb, ring, grid });
  };
  return (loading ??= import('./sound-shapes.ts').then(
    ({ drawWave, drawOrb, drawRing, drawGrid }) => here(drawWave, drawOrb, drawRing, drawGrid),
    () => here(drawBars),
  ));
}

/** ms in which a strength rises, and falls, by two thirds of what it has to. */
const rise = 45;
const fall = 160;

/** Pixels across or down, more than which some browsers draw nothing at all. */
const mostPixels = 4096;

/** The least change of a strength that is drawn: half a pixel of the highest bar, more or less. */
const visible = 0.01;

/**
 * A canvas with sound on it. It takes its size, its pixels' density and its two colours from the element's style at each
 * drawing; allocates nothing between changes of these but the paths and gradients themselves.
 */
export class SoundPicture {
  readonly #canvas: HTMLCanvasElement;
  readonly #style: CSSStyleDeclaration;
  #shown: Float32Array = new Float32Array(24);
  readonly #drawn: Float32Array = new Float32Array(24);
  #last = 0;
  /** As it was drawn last, or is to be. */
  #look: Look | undefined;
  /** Time in which it moved, in s: where it stood still it goes on from there. */
  #seconds = 1;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#style = windowOf(canvas).getComputedStyle(canvas);
  }

  /** The next frame. Nothing is drawn where nobody would see a change. @param levels 24 strengths, 0 to 1  @param now ms */
  move(look: Look, levels: Float32Array, now: number): void {
    // The clocks of two windows need not begin together.
    const passed = Math.max(0, Math.min(100, now - this.#last));
    this.#last = now;
    const up = 1 - Math.exp(-passed / rise);
    const down = 1 - Math.exp(-passed / fall);
    let changed = false;
    for (let band = 0; band < levels.length; band += 1) {
      const shown = this.#shown[band] ?? 0;
      const gap = Math.min(1, Math.max(0, levels[band] || 0)) - shown;
      const next = shown + gap * (gap > 0 ? up : down);
      this.#shown[band] = next;
      changed ||= Math.abs(next - (this.#drawn[band] ?? 0)) > visible;
    }
    // Waves and orbs go on by themselves while there is sound; in silence nothing moves but what waits.
    const flows = look.shape === 'wave' || look.shape === 'orb';
    const moves =
      movesBy(look.shape, look.activity) || (flows && this.#drawn.some((level) => level > visible));
    if (!changed && !moves) return;
    this.#seconds += passed / 1000;
    this.draw(look);
  }

  /** A picture that stands still, with sound in it or without. */
  rest(look: Look, voiced: boolean): void {
    this.#shown.forEach((_, band) => {
      this.#shown[band] = voiced ? 0.25 + 0.5 * Math.sin(band * 2.4 + 1) ** 2 * (1 - band / 32) : 0;
    });
    this.draw(look);
  }

  /** The same once more, where its size or its colours may be others. */
  draw(look: Look): void {
    const { shape, bands, activity } = look;
    this.#drawn.set(this.#shown);
    this.#look = look;
    const drawShape = shapes[shape];
    if (!drawShape) {
      void loadShapes().then(() => this.#look === look && this.draw(look));
      return;
    }
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const context = width > 0 && height > 0 && this.#canvas.getContext('2d');
    if (!context) return;
    const ratio = windowOf(this.#canvas).devicePixelRatio;
    const density = Math.min(ratio > 0 ? ratio : 1, mostPixels / width, mostPixels / height);
    const pixels = (length: number): number => Math.max(1, Math.round(length * density));
    const [across, down] = [pixels(width), pixels(height)];
    // Setting a size clears the canvas and its state, even to the same one.
    if (this.#canvas.width !== across || this.#canvas.height !== down) {
      this.#canvas.width = across;
      this.#canvas.height = down;
    }
    context.setTransform(density, 0, 0, density, 0, 0);
    context.clearRect(0, 0, width, height);
    const levels = shape === 'bars' ? group(this.#shown, bands) : this.#shown;
    const { fill, stroke, color } = this.#style;
    // `none`, as it is in a page without the stylesheet, is no colour, nor is the style of a window that was closed, and a
    // canvas would throw.
    const [from = '', to = ''] = [fill, stroke].map(
      (paint) => [paint, color].find((name) => CSS.supports('color', name)) ?? 'gray',
    );
    drawShape({
      context,
      width,
      height,
      levels,
      seconds: this.#seconds,
      activity,
      fill: from,
      stroke: to,
    });
  }
}

/** So many groups of neighbours, each as strong as their mean. */
function group(levels: Float32Array, bands: number): Float32Array {
  const count = Math.min(levels.length, Math.max(1, Math.floor(bands) || 1));
  if (count === levels.length) return levels;
  return Float32Array.from({ length: count }, (_, index) => {
    const part = levels.subarray(
      Math.floor((index * levels.length) / count),
      Math.floor(((index + 1) * levels.length) / count),
    );
    return part.reduce((sum, level) => sum + level, 0) / part.length;
  });
}
