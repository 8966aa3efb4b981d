import { pythonLiteral } from '../../render/words/python';
import type { WiredChanges, WiredRequest } from '../protocol';
import { controlsOf, type Place } from './controls';
import { isTouched, noChanges, valueInForce } from './whatIf';

/** A value that is not what the code says. */
export interface Difference {
  readonly place: Place;
  readonly name: string;
  /** As Python would write them. */
  readonly from: string;
  readonly to: string;
}

/** What a user has changed, value by value. */
export function differencesOf(request: WiredRequest, changes: WiredChanges): readonly Difference[] {
  return controlsOf(request.className)
    .filter(({ place, name }) => isTouched(changes[place], name))
    .map((control) => ({
      place: control.place,
      name: control.name,
      from: pythonLiteral(valueInForce(request, noChanges, control)),
      to: pythonLiteral(valueInForce(request, changes, control)),
    }));
}
