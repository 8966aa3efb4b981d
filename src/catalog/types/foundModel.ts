/** A model of the user's code whose files are on this disk. */
export interface FoundModel {
  /** As the code names it: `runwayml/stable-diffusion-v1-5`, `./my-model`. */
  readonly id: string;
  /** Absolute path of the snapshot in the Hugging Face cache, or of the local folder; it was there when it was looked for. */
  readonly folder: string;
  readonly origin: 'cache' | 'folder';
  /** Where it is, in words: "in the Hugging Face cache, commit 1d0c4eb", "in ~/models/my-model". */
  readonly description: string;
  /** The commit of the snapshot; null for a local folder. */
  readonly revision: string | null;
}
