import type { SecurityConfigurations } from '../account/security-configurations';
import { type Operation, pageFor, requireString, seconds } from './wire';

const PAGE = 50;

/** EMR's operations on security configurations. */
export function securityOperations(configurations: SecurityConfigurations): Readonly<Record<string, Operation>> {
  return {
    CreateSecurityConfiguration: async (request) => {
      const { name, createdMs } = configurations.create(
        requireString(request, 'Name'),
        requireString(request, 'SecurityConfiguration'),
      );
      return { Name: name, CreationDateTime: seconds(createdMs) };
    },
    DescribeSecurityConfiguration: async (request) => {
      const { name, text, createdMs } = configurations.find(requireString(request, 'Name'));
      return { Name: name, SecurityConfiguration: text, CreationDateTime: seconds(createdMs) };
    },
    ListSecurityConfigurations: async (request) => {
      const { page, next } = pageFor(configurations.all(), 'ListSecurityConfigurations', request, PAGE);
      return {
        SecurityConfigurations: page.map(({ name, createdMs }) => ({
          Name: name,
          CreationDateTime: seconds(createdMs),
        })),
        Marker: next,
      };
    },
    DeleteSecurityConfiguration: async (request) => {
      configurations.delete(requireString(request, 'Name'));
      return {};
    },
  };
}
