import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Environment, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { EmrRelease, NodeCount, TunedCluster, type TunedClusterProps } from '../../lib';

export const ROOT = join(__dirname, '..', '..');

/** The feature flags that `cdk` reads from cdk.json; `new App()` alone reads none. */
export const FLAGS = (JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> })
  .context;

/** Warnings are asserted, not printed. */
export const QUIET = { '@aws-cdk/core:annotationsInValidationReport': false };

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: properties of a template have any shape
  readonly Properties: any;
  readonly DependsOn?: string[];
  readonly DeletionPolicy?: string;
}

export interface TemplateJson {
  readonly Resources: Record<string, Resource>;
  readonly Parameters: Record<string, unknown>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
}

/** A directory within one that goes when all tests have run. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(process.env.AUTOTUNE_TEST_FOLDER ?? tmpdir(), 'autotune-'));
}

export function newStack(flags: Record<string, unknown> = FLAGS, env?: Environment): Stack {
  return new Stack(new App({ outdir: temporaryDirectory(), context: { ...flags, ...QUIET } }), 'Test', { env });
}

/** The brief's cluster unless told otherwise. */
export function clusterProps(props: Partial<TunedClusterProps> = {}): TunedClusterProps {
  return {
    release: EmrRelease.EMR_7_9_0,
    core: { instanceType: new InstanceType('r5.4xlarge'), count: NodeCount.fixed(82, { min: 10, max: 200 }) },
    ...props,
  };
}

export function newCluster(props: Partial<TunedClusterProps> = {}, stack = newStack()): TunedCluster {
  return new TunedCluster(stack, 'Cluster', clusterProps(props));
}

export function templateOf(stack: Stack): Template {
  return Template.fromStack(stack);
}

export function jsonOf(stack: Stack): TemplateJson {
  return Template.fromStack(stack).toJSON() as TemplateJson;
}

/** All resources of a type. */
export function resources(template: TemplateJson, type: string): Resource[] {
  return Object.values(template.Resources).filter((resource) => resource.Type === type);
}

/** The only resource of a type. */
export function only(template: TemplateJson, type: string): Resource {
  const found = resources(template, type);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} resources of ${type}`);
  return found[0];
}

/** Texts of all warnings below a stack. */
export function warnings(stack: Stack): string[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));
}

export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
  readonly Principal?: unknown;
  readonly Sid?: string;
}

/** Every statement that some role of the template carries: inline, in policies of its own, in managed ones. */
export function roleStatements(template: TemplateJson): Statement[] {
  return Object.values(template.Resources).flatMap(({ Type, Properties }) => {
    if (Type === 'AWS::IAM::Role') {
      return (Properties.Policies ?? []).flatMap(
        (policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement,
      );
    }
    if (Type === 'AWS::IAM::Policy' || Type === 'AWS::IAM::ManagedPolicy') return Properties.PolicyDocument.Statement;
    return [];
  });
}

export const actionsOf = ({ Action }: Statement): string[] => [Action].flat();
