import * as vscode from 'vscode';
import { outcomeOf } from '../../inspect/outcome';
import { picturesKey } from '../pictures/picturesKey';
import type { PageMessage, PicturesRequest } from '../protocol';
import { picturesFrom } from '../state/services';
import { changedRequest } from '../shared/whatIf';
import type { PanelContext, PanelView, Shown } from '../state/view';
import { wiredRequest } from '../state/wiredRequest';
import { PictureChoices } from '../pictures/pictureChoices';
import { PictureRequests, type Pictured } from '../pictures/pictureRequests';

/** Pictures of the steps, of the schedule that the code says or of one that the user has changed, and what makes them. */
export class PicturesView implements PanelView {
  private readonly requests: PictureRequests;
  /** A scheduler that is gone from the code keeps its pictures, as it keeps its numbers. */
  private last: Shown | null = null;

  constructor(private readonly context: PanelContext) {
    const { services, post } = context;
    this.requests = new PictureRequests(services.pictures, new PictureChoices(services), post);
  }

  receive(message: PageMessage): void {
    switch (message.type) {
      case 'pictures':
        void this.requests.answer(message, this.picturedFor(message));
        break;
      case 'cancel':
        this.requests.cancel(message.id);
        break;
      case 'chooseAutoencoder':
        this.chooseAutoencoder();
        break;
      case 'chooseSample':
        void vscode.commands.executeCommand('sigmascope.chooseSamplePicture');
        break;
      case 'answerOffer':
        this.answerOffer(message.answer);
        break;
      default:
    }
  }

  abandon(): void {
    this.requests.abandon();
  }

  private chooseAutoencoder(): void {
    const shown = this.context.shown();
    if (!shown) return;
    const { program, entry } = shown;
    const target = { uri: program.uri.toString(), scheduler: entry.scheduler, call: entry.call };
    void vscode.commands.executeCommand('sigmascope.chooseAutoencoder', target);
  }

  private answerOffer(answer: 'download' | 'dismiss'): void {
    const family = this.last?.inspection.resolved.family;
    if (family === undefined) return;
    if (answer === 'dismiss') void this.context.services.offers.dismiss(family);
    else void vscode.commands.executeCommand('sigmascope.downloadPreviewDecoder', family);
  }

  /** What can be pictured now: the schedule shown, with the changes that are asked about. */
  private picturedFor({ changes }: PicturesRequest): Pictured | null {
    const shown = (this.last = this.context.shown() ?? this.last);
    if (!shown?.inspection.outcome.ok) return null;
    const { resolved, outcome } = shown.inspection;
    const key = picturesKey(outcome.schedule, resolved, picturesFrom(this.context.services));
    if (key === null) return null;
    if (!changes) return { key, schedule: outcome.schedule, wanted: resolved };
    const changed = outcomeOf(changedRequest(wiredRequest(resolved), changes));
    return changed.ok ? { key, schedule: changed.schedule, wanted: resolved } : null;
  }
}
