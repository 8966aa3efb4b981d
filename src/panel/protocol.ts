/**
 * What the panel's page and the extension host say to each other: the one file both sides share.
 * The page speaks first (`ready`), the host answers with the whole state and again whenever it changes.
 * A request for pictures carries an id and is always answered, with pictures or with a failure.
 *
 * Everything is checked on arrival. Columns of numbers travel as typed arrays, because VS Code passes them as they
 * are, while a plain JSON number that is infinite or NaN would arrive as null.
 */
import * as v from 'valibot';

/** A typed array of one kind, whichever realm it was made in. */
function typedArray<T extends Float64Array | Uint8Array>(name: string) {
  const isThatKind = (value: unknown) =>
    ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === `[object ${name}]`;
  return v.custom<T>(isThatKind, `expected a ${name}`);
}

const floats = typedArray<Float64Array>('Float64Array');
const bytes = typedArray<Uint8Array>('Uint8Array');
const index = v.pipe(v.number(), v.integer(), v.minValue(0));
const pixels = v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(1024));

/** The most pictures one request may ask for. */
export const picturesPerRequest = 64;

const origins = ['code', 'parameter default', 'model file', 'built-in table', 'diffusers default'] as const;

const optionRow = v.object({
  name: v.string(),
  /** As Python would write it. */
  value: v.string(),
  origin: v.picklist(origins),
  /** One line of documentation; empty when there is none. */
  doc: v.string(),
  /** Why the code alone does not tell the value; null when it does. */
  unknown: v.nullable(v.string()),
  /** Whether there is a place in the code to go to; `line` counts from 1, and `cell` too. */
  place: v.nullable(v.object({ line: index, cell: v.nullable(index) })),
});

const columns = v.pipe(
  v.object({
    timesteps: floats,
    /** One entry more than there are steps: the last is the noise level after the last step. */
    sigmas: floats,
    signal: floats,
    noise: floats,
    logSnr: floats,
    alphasCumprod: floats,
    /** Null for flow matching, which has no β. */
    betas: v.nullable(floats),
    inputScale: floats,
  }),
  v.check((c) => {
    const n = c.timesteps.length;
    const sameLength = [c.signal, c.noise, c.logSnr, c.alphasCumprod, c.inputScale, c.betas ?? c.timesteps];
    return c.sigmas.length === n + 1 && sameLength.every((column) => column.length === n);
  }, 'columns of different lengths'),
);

const trainingCurve = v.object({
  timesteps: floats,
  sigmas: floats,
  betas: v.nullable(floats),
  alphasCumprod: floats,
  logSnr: floats,
});

const refusal = v.object({
  /** `diffusers` where running the code would raise `type`; `sigmascope` where only the preview is impossible. */
  by: v.picklist(['diffusers', 'sigmascope']),
  type: v.string(),
  message: v.string(),
  where: v.picklist(['init', 'set_timesteps', 'step']),
  remedy: v.string(),
});

const schedulerView = v.object({
  className: v.string(),
  doc: v.string(),
  /** Short facts for the head of the page, e.g. "30 steps"; `title` explains. */
  facts: v.array(v.object({ label: v.string(), title: v.string() })),
  /** `init_noise_sigma`, and why; null when the schedule was refused. Text with `code` and **strong** parts. */
  initNoiseSigma: v.nullable(v.object({ headline: v.string(), why: v.string(), purpose: v.string() })),
  notices: v.array(v.string()),
  /** What diffusers raises instead of making this schedule. */
  refusal: v.nullable(refusal),
  /** Null when refused. */
  curves: v.nullable(
    v.object({
      steps: columns,
      training: trainingCurve,
      /** σ spans decades and is not a share of noise, so that it is drawn logarithmically. */
      logarithmicSigma: v.boolean(),
      /** False for discrete tokens: all columns but the timesteps are NaN then, and there is nothing to draw. */
      hasNoiseLevels: v.boolean(),
      /** What the timesteps of this class are. */
      timeName: v.picklist(['training timestep', 'timestep', 'time']),
      /** Equal keys mean equal pictures: the schedule's coefficients, latent family and sample picture. Null: no pictures. */
      picturesKey: v.nullable(v.string()),
    }),
  ),
  options: v.array(optionRow),
  call: v.array(optionRow),
});

const panelState = v.object({
  /** The address and the name of the file or notebook. */
  uri: v.string(),
  document: v.string(),
  /** Why what is shown is no longer what the document says; null when it is. */
  gone: v.nullable(v.string()),
  choices: v.array(v.object({ key: v.string(), label: v.string() })),
  /** The key of the choice shown. */
  chosen: v.nullable(v.string()),
  /** The step to begin with; from then on the page moves the cursor and tells. */
  step: index,
  scheduler: v.nullable(schedulerView),
});

/** What survives a reload of the window: the page keeps it with `setState`, the serializer gets it back. */
export const savedState = v.object({
  uri: v.string(),
  chosen: v.nullable(v.string()),
  step: index,
  /** What the curves are drawn over. */
  axis: v.picklist(['step', 'timestep']),
});

const provenance = v.object({
  decoder: v.string(),
  provider: v.string(),
  /** Null when there is no better provider. */
  whyNotBetter: v.nullable(v.string()),
  milliseconds: v.number(),
});

const picture = v.pipe(
  v.object({ step: index, width: pixels, height: pixels, rgb: bytes }),
  v.check((p) => p.rgb.length === p.width * p.height * 3, 'pixels do not fill the picture'),
);

/** Host to page. */
export const hostMessage = v.variant('type', [
  v.object({ type: v.literal('state'), state: panelState }),
  v.object({ type: v.literal('pictures'), id: index, pictures: v.array(picture), provenance }),
  v.object({
    type: v.literal('noPictures'),
    id: index,
    /** The question was overtaken by an edit or cancelled: nothing to tell the user. */
    stale: v.boolean(),
    message: v.string(),
  }),
]);

/** Page to host. */
export const pageMessage = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('choose'), key: v.string() }),
  v.object({ type: v.literal('step'), step: index }),
  /** Show the place in the code: of an option, an argument of `set_timesteps`, or the scheduler itself. */
  v.object({ type: v.literal('goTo'), what: v.picklist(['option', 'call', 'scheduler']), name: v.string() }),
  v.object({ type: v.literal('copy'), what: v.picklist(['sigmas', 'timesteps']) }),
  v.object({
    type: v.literal('pictures'),
    id: index,
    key: v.string(),
    steps: v.pipe(v.array(index), v.minLength(1), v.maxLength(picturesPerRequest)),
    size: pixels,
  }),
  v.object({ type: v.literal('cancel'), id: index }),
]);

export type HostMessage = v.InferOutput<typeof hostMessage>;
export type PageMessage = v.InferOutput<typeof pageMessage>;
export type PanelState = v.InferOutput<typeof panelState>;
export type SchedulerView = v.InferOutput<typeof schedulerView>;
export type Curves = NonNullable<SchedulerView['curves']>;
export type StepColumns = Curves['steps'];
export type OptionRow = v.InferOutput<typeof optionRow>;
export type Refusal = v.InferOutput<typeof refusal>;
export type SavedState = v.InferOutput<typeof savedState>;
export type Provenance = v.InferOutput<typeof provenance>;
export type StepPicture = v.InferOutput<typeof picture>;
export type PicturesRequest = Extract<PageMessage, { type: 'pictures' }>;
