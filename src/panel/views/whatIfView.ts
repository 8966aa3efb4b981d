import * as vscode from 'vscode';
import { applyEdits, type Application } from '../../workbench/applyEdit';
import { outcomeOf } from '../../inspect/outcome';
import { definitionOf } from '../../schedulers/registry';
import { asPython } from '../state/asPython';
import { pickerEntries } from '../state/choices';
import type { PageMessage, PythonKind, WiredChanges } from '../protocol';
import { changedRequest } from '../shared/whatIf';
import type { PanelContext, PanelView } from '../state/view';
import { wiredRequest } from '../state/wiredRequest';
import { keywordChangesOf } from '../state/keywordChanges';

/** What becomes of a what-if: an edit of the code, or a text to paste. */
export class WhatIfView implements PanelView {
  constructor(private readonly context: PanelContext) {}

  receive(message: PageMessage): void {
    switch (message.type) {
      case 'apply':
        this.settle(this.apply(message.changes));
        break;
      case 'copyPython':
        this.settle(this.copy(message.what, message.changes));
        break;
      default:
    }
  }

  abandon(): void {
    // An edit that was asked for is made, whether or not anyone is left to see it.
  }

  private settle(done: Promise<void>): void {
    done.catch((error: unknown) => {
      this.refuse(`It could not be done: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  /** The program is read again: it may have been edited a moment ago. */
  private async apply(changes: WiredChanges): Promise<void> {
    const shown = this.context.shown();
    const program = shown && (await this.context.services.programs.at(shown.program.uri));
    const entry = program && pickerEntries(program.analysis).find(({ key }) => key === shown.entry.key);
    if (!entry) {
      this.refuse('The scheduler is no longer in the code.');
      return;
    }
    const { className } = program.inspect(entry.scheduler, entry.call).resolved;
    const parameters = Object.keys(definitionOf(className)?.options ?? {});
    const { schedulers } = program.analysis;
    const wanted = keywordChangesOf(program.analysis, entry, changes);
    const { rewrite } = await import('../../code/rewrite/rewrite');
    const rewriting = rewrite(program.text, { schedulers, ...entry, parameters }, wanted);
    if (!rewriting.ok) {
      this.refuse(`${rewriting.reason} “Copy as Python” gives you the code to put there yourself.`);
      return;
    }
    this.tell(await applyEdits(program.uri, program.text, rewriting.edits));
  }

  private tell(application: Application): void {
    switch (application) {
      case 'made':
        this.say('done', 'Applied to the code. The editor’s Undo takes it back.');
        break;
      case 'changed meanwhile':
        this.refuse('The code has changed meanwhile. Look at what it says now and apply once more.');
        break;
      case 'refused':
        this.refuse('The code cannot be written: it is read-only here. “Copy as Python” gives you what to put there.');
    }
  }

  private async copy(what: PythonKind, changes: WiredChanges): Promise<void> {
    const shown = this.context.shown();
    if (!shown) {
      this.refuse('The scheduler is no longer in the code.');
      return;
    }
    const request = changedRequest(wiredRequest(shown.inspection.resolved), changes);
    const copied = asPython(what, request, changes, outcomeOf(request));
    if ('refused' in copied) {
      this.refuse(copied.refused);
      return;
    }
    await vscode.env.clipboard.writeText(copied.text);
    this.say('done', `Copied the ${what} of ${request.className} as Python.`);
  }

  private refuse(message: string): void {
    this.say('refused', message);
  }

  private say(what: 'done' | 'refused', message: string): void {
    this.context.post({ type: 'announcement', what, message });
  }
}
