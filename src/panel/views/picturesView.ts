import { outcomeOf } from '../../inspect/outcome';
import { picturesKey } from '../picturesKey';
import type { PageMessage, PicturesRequest } from '../protocol';
import { changedRequest } from '../shared/whatIf';
import type { PanelContext, PanelView, Shown } from '../view';
import { wiredRequest } from '../wiredRequest';
import { PictureRequests, type Pictured } from './pictureRequests';

/** Pictures of the steps, of the schedule that the code says or of one that the user has changed. */
export class PicturesView implements PanelView {
  private readonly requests: PictureRequests;
  /** A scheduler that is gone from the code keeps its pictures, as it keeps its numbers. */
  private last: Shown | null = null;

  constructor(private readonly context: PanelContext) {
    this.requests = new PictureRequests(context.services.pictures, context.post);
  }

  receive(message: PageMessage): void {
    switch (message.type) {
      case 'pictures':
        void this.requests.answer(message, this.picturedFor(message));
        break;
      case 'cancel':
        this.requests.cancel(message.id);
        break;
      default:
    }
  }

  abandon(): void {
    this.requests.abandon();
  }

  /** What can be pictured now: the schedule shown, with the changes that are asked about. */
  private picturedFor({ changes }: PicturesRequest): Pictured | null {
    const shown = (this.last = this.context.shown() ?? this.last);
    if (!shown?.inspection.outcome.ok) return null;
    const { resolved, outcome } = shown.inspection;
    const key = picturesKey(outcome.schedule, resolved.family, this.context.services.sample());
    if (key === null) return null;
    if (!changes) return { key, schedule: outcome.schedule, family: resolved.family };
    const changed = outcomeOf(changedRequest(wiredRequest(resolved), changes));
    return changed.ok ? { key, schedule: changed.schedule, family: resolved.family } : null;
  }
}
