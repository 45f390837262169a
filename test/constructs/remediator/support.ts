import { StepRemediator, type StepRemediatorProps, WatchTarget } from '../../../lib';
import { jsonOf, newStack, resources, type TemplateJson } from '../synth';

const BY_ID = WatchTarget.id('j-2AXXXXXXGAPLF');

export function newRemediator(props: Partial<StepRemediatorProps> = {}, stack = newStack()): StepRemediator {
  return new StepRemediator(stack, 'Remediator', { target: BY_ID, ...props });
}

export function templateWith(props: Partial<StepRemediatorProps> = {}): TemplateJson {
  const stack = newStack();
  newRemediator(props, stack);
  return jsonOf(stack);
}

export const handler = (template: TemplateJson) =>
  resources(template, 'AWS::Lambda::Function').find(({ Properties }) => Properties.Environment !== undefined)!;

export const environment = (template: TemplateJson): Record<string, unknown> =>
  handler(template).Properties.Environment.Variables;
