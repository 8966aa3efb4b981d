import * as vscode from 'vscode';
import { pickPins } from '../compare/addPicker';
import { standIn, type Model } from '../compare/additions';
import { codeNow, hasOwnName, pinOfCode } from '../compare/fromCode';
import { nameOfDocument, sourceOf } from '../compare/pinnedCode';
import { pickForm, saveOrShare } from '../compare/saveOrShare';
import type { CodeNow, PageMessage } from '../protocol';
import type { PanelContext, PanelView } from '../state/view';
import { wiredRequest } from '../state/wiredRequest';
import { rangeOf, showRange } from '../state/goTo';

type SaveOrShare = Extract<PageMessage, { type: 'saveOrShare' }>;

/** The comparison as the page sees it: pins, what becomes of them, and what is taken along. */
export class CompareView implements PanelView {
  /** How the code of each pin compared with it when last read. */
  private codes = new Map<number, CodeNow>();
  private round = 0;
  private isWatched = false;

  private readonly forget: () => void;

  constructor(private readonly context: PanelContext) {
    this.forget = context.comparison.onChange(() => {
      if (this.isWatched) this.refresh();
    });
  }

  receive(message: PageMessage): void {
    const { comparison } = this.context;
    switch (message.type) {
      case 'watchPins':
        this.isWatched = message.on;
        if (message.on) this.refresh();
        break;
      case 'pin':
        this.pin(message.changes);
        break;
      case 'addPins':
        this.settle(this.add());
        break;
      case 'unpin':
        comparison.remove(message.ids);
        break;
      case 'renamePin':
        comparison.rename(message.id, message.name);
        break;
      case 'movePin':
        comparison.move(message.id, message.to);
        break;
      case 'undoPins':
        comparison.undo();
        break;
      case 'updatePin':
        this.settle(this.update(message.id));
        break;
      case 'goToPin':
        this.settle(this.goTo(message.id));
        break;
      case 'saveOrShare':
        this.settle(this.saveOrShare(message));
        break;
      default:
    }
  }

  abandon(): void {
    this.isWatched = false;
    this.round++;
  }

  dispose(): void {
    this.forget();
  }

  /** Tells the page at once what is pinned, and again once it is known what the code says of it now. */
  private refresh(): void {
    this.post();
    this.settle(this.lookAtCode());
  }

  /** A program has changed; pins of it may no longer say what it says. */
  programChanged(uri: vscode.Uri): void {
    const { pins } = this.context.comparison;
    if (!this.isWatched) return;
    if (pins.some(({ origin }) => origin.from === 'code' && origin.uri === uri.toString()))
      this.settle(this.lookAtCode());
  }

  private post(): void {
    const { pins, undoable } = this.context.comparison;
    const known = pins.map((pin) => ({ ...pin, code: this.codes.get(pin.id) ?? null }));
    this.context.post({ type: 'comparison', pins: known, undo: undoable });
  }

  private async lookAtCode(): Promise<void> {
    const round = ++this.round;
    const { pins } = this.context.comparison;
    const codes = await Promise.all(
      pins.map(async (pin) => [pin.id, codeNow(pin, await sourceOf(pin, this.context.services.programs))] as const),
    );
    if (round !== this.round) return;
    this.codes = new Map(codes);
    this.post();
  }

  private pin(changes: Extract<PageMessage, { type: 'pin' }>['changes']): void {
    const { comparison, shown } = this.context;
    const now = shown();
    if (!now) {
      this.say('refused', 'There is no scheduler to pin. Open a Python file or notebook that configures one.');
      return;
    }
    const { program, entry, inspection } = now;
    const uri = program.uri;
    const pin = pinOfCode({ uri: uri.toString(), document: nameOfDocument(uri), entry, inspection }, changes);
    const added = comparison.add([pin]);
    this.say('done', added > 0 ? `Pinned ${pin.name}.` : `${pin.name} is pinned already.`);
  }

  private async add(): Promise<void> {
    const pins = await pickPins(this.context.services.programs, this.model());
    if (!pins || pins.length === 0) return;
    const added = this.context.comparison.add(pins);
    if (added < pins.length)
      this.say('done', `Pinned ${added} of ${pins.length}: the others are there already, or there is no room left.`);
  }

  /** What named schedules are made over: the scheduler shown. */
  private model(): Model {
    const shown = this.context.shown();
    if (!shown?.inspection.outcome.ok) return standIn;
    const { resolved, outcome } = shown.inspection;
    const { steps, training } = outcome.schedule;
    if (steps.count === 0 || training.sigmas.length === 0) return standIn;
    const count = Math.min(1000, steps.count);
    return { label: resolved.base?.label ?? resolved.className, request: wiredRequest(resolved), steps: count };
  }

  private async update(id: number): Promise<void> {
    const { comparison, services } = this.context;
    const pin = comparison.pins.find((each) => each.id === id);
    const source = pin && (await sourceOf(pin, services.programs));
    if (!source) {
      this.say('refused', 'The scheduler is no longer in the code.');
      return;
    }
    comparison.update(id, pinOfCode(source), !hasOwnName(pin));
  }

  private async goTo(id: number): Promise<void> {
    const pin = this.context.comparison.pins.find((each) => each.id === id);
    if (pin?.origin.from !== 'code') return;
    const source = await sourceOf(pin, this.context.services.programs);
    const uri = vscode.Uri.parse(pin.origin.uri);
    const range = source && rangeOf(source.inspection, { type: 'goTo', what: 'scheduler', name: '' });
    if (range) await showRange(uri, range);
    else this.say('refused', `The scheduler is no longer in ${pin.origin.document}.`);
  }

  private async saveOrShare(message: SaveOrShare): Promise<void> {
    const form = await pickForm();
    const done = form ? await saveOrShare(form, message) : null;
    if (done !== null) this.say('done', done);
  }

  private settle(done: Promise<void>): void {
    done.catch((error: unknown) => {
      this.say('refused', `It could not be done: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  private say(what: 'done' | 'refused', message: string): void {
    this.context.post({ type: 'announcement', what, message });
  }
}
