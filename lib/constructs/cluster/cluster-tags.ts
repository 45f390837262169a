import type * as emr from 'aws-cdk-lib/aws-emr';
import type { Construct } from 'constructs';
import { MANAGED_POLICY_TAG } from './managed-policy-tag';

/** EMR's limits (API reference, Tag; management guide, tag clusters). */
const MAX_TAGS = 50;
const MAX_KEY_CHARACTERS = 128;
const MAX_VALUE_CHARACTERS = 256;

/** Fails at synthesis for tags that EMR refuses: only then all of them are known. */
export function checkTags(scope: Construct, cluster: emr.CfnCluster): void {
  scope.node.addValidation({ validate: () => tagProblems(cluster.tags.tagValues()) });
}

function tagProblems(tags: Readonly<Record<string, string>>): string[] {
  const problems = Object.entries(tags).flatMap(([key, value]) => problemsOf(key, value));
  if (tags[MANAGED_POLICY_TAG.key] !== MANAGED_POLICY_TAG.value) {
    problems.push(
      `tag ${MANAGED_POLICY_TAG.key} must be ${MANAGED_POLICY_TAG.value}, got ${tags[MANAGED_POLICY_TAG.key]}; leave it alone, as the service role may act only on clusters that have it`,
    );
  }
  const { length } = Object.keys(tags);
  if (length > MAX_TAGS) problems.push(`a cluster must have at most ${MAX_TAGS} tags, got ${length}; leave some out`);
  return problems;
}

function problemsOf(key: string, value: string): string[] {
  if (/^aws:/i.test(key)) return [`tag ${key} must not begin with "aws:", which is reserved; choose another key`];
  if (key.length > MAX_KEY_CHARACTERS) {
    return [`the key of tag ${key} must have at most ${MAX_KEY_CHARACTERS} characters, got ${key.length}; shorten it`];
  }
  if (typeof value === 'string' && value.length > MAX_VALUE_CHARACTERS) {
    return [
      `the value of tag ${key} must have at most ${MAX_VALUE_CHARACTERS} characters, got ${value.length}; shorten it`,
    ];
  }
  return [];
}
