import type { VoiceActivity } from '../hooks/useActivityOf.ts';

/** What a shape is drawn from. */
export interface Strokes {
  /** Cleared, in CSS px. */
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  /** Strengths, 0 to 1, from low to high. */
  readonly levels: Float32Array;
  /** Time, for what moves by itself. */
  readonly seconds: number;
  /** Each is told apart without its colour by `orb` and `ring`. */
  readonly activity: VoiceActivity;
  /** CSS colours: the shape goes from the one to the other. */
  readonly fill: string;
  readonly stroke: string;
}

/** Round bars about the middle line, the lowest band in the centre and the higher ones outwards by turns; dots in silence. */
export function drawBars(strokes: Strokes): void {
  const { context, width, height, levels } = strokes;
  const count = levels.length;
  const pitch = width / count;
  const thick = Math.min(pitch * 0.56, height / 4, 12);
  context.fillStyle = across(strokes);
  context.beginPath();
  for (let index = 0; index < count; index += 1) {
    const slot = (count >> 1) + (index % 2 ? -(index + 1) / 2 : index / 2);
    const long = thick + (height - thick) * (levels[index] ?? 0);
    context.roundRect(
      (slot + 0.5) * pitch - thick / 2,
      (height - long) / 2,
      thick,
      long,
      thick / 2,
    );
  }
  context.fill();
}

/** From the one colour to the other in the middle, and back. */
export function across({ context, width, fill, stroke }: Strokes): CanvasGradient {
  const colors = context.createLinearGradient(0, 0, width, 0);
  colors.addColorStop(0, fill);
  colors.addColorStop(0.5, stroke);
  colors.addColorStop(1, fill);
  return colors;
}
