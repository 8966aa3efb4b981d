import type { Orientation } from './exif';

/** What a picture file says of itself. */
export interface PictureHeader {
  readonly format: 'PNG' | 'JPEG' | 'WebP';
  /** In pixels as they are stored, before the picture is turned upright. */
  readonly width: number;
  readonly height: number;
  readonly orientation: Orientation;
}
