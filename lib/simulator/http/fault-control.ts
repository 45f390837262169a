import { ServiceError } from '../errors';
import type { WireReply } from '../faults/malformed';
import type { ApiFault } from '../faults/types';
import { parseFaults } from '../scenario/faults';
import { ScenarioError } from '../scenario/fields';
import type { Faults } from '../scenario/types';
import { json, notAllowed } from './control-replies';

/** What falls short in a server's answers, while it runs. */
export interface FaultControl {
  inForce(): Faults;
  set(faults: Faults): void;
  /** Calls that those of the API have met, by their kind. */
  met(): Readonly<Partial<Record<ApiFault['kind'], number>>>;
}

/** `GET`: what is in force. `PUT`: a scenario's `faults` in place of all. `PATCH`: the fields that it gives. `DELETE`: none. */
export function answerFaults(control: FaultControl, method: string, body: Buffer): WireReply {
  switch (method) {
    case 'GET':
    case 'HEAD':
      break;
    case 'PUT':
      control.set(faultsIn(body));
      break;
    case 'PATCH':
      control.set(changed(control.inForce(), body));
      break;
    case 'DELETE':
      control.set(parseFaults({}));
      break;
    default:
      return notAllowed('GET, PUT, PATCH, DELETE');
  }
  return json(200, { faults: control.inForce(), met: control.met() });
}

/** Faults of the API that are not given go on as they are, with what they have met so far. */
function changed(before: Faults, body: Buffer): Faults {
  const given = faultsIn(body);
  const named = Object.keys(parsed(body) as object);
  return { ...before, ...Object.fromEntries(Object.entries(given).filter(([key]) => named.includes(key))) };
}

/** @throws ServiceError naming the field, its value and what is allowed, as for a scenario */
function faultsIn(body: Buffer): Faults {
  try {
    return parseFaults(parsed(body));
  } catch (error) {
    if (error instanceof ScenarioError) throw new ServiceError('BadRequest', error.message);
    throw error;
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ServiceError('BadRequest', 'the body must be the `faults` of a scenario, as JSON');
  }
}
