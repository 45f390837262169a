import { EmrRelease, findInstanceFacts, instanceTypeNames, releaseLabels } from '../../catalog';
import { ServiceError } from '../errors';
import { type Operation, optionalText, pageFor, requireObject, requireString, tokenPage } from './wire';

const PAGE = 100;

/** EMR's operations on what it offers: releases and instance types. */
export function releaseOperations(): Readonly<Record<string, Operation>> {
  return {
    ListReleaseLabels: async (request) => {
      const filters = requireObject(request.Filters ?? {}, 'Filters');
      const prefix = optionalText(filters, 'Prefix') ?? '';
      const application = optionalText(filters, 'Application')?.toLowerCase() ?? '';
      const labels = releaseLabels()
        .filter((label) => label.startsWith(prefix) && spark(label).toLowerCase().startsWith(application))
        .toReversed();
      const { page, next } = tokenPage(labels, 'ListReleaseLabels', request, PAGE);
      return { ReleaseLabels: page, NextToken: next };
    },
    DescribeReleaseLabel: async (request) => {
      const label = known(optionalText(request, 'ReleaseLabel') ?? releaseLabels().at(-1) ?? '');
      return { ReleaseLabel: label, Applications: [{ Name: 'Spark', Version: EmrRelease.of(label).sparkVersion }] };
    },
    ListSupportedInstanceTypes: async (request) => {
      known(requireString(request, 'ReleaseLabel'));
      const { page, next } = pageFor(instanceTypeNames(), 'ListSupportedInstanceTypes', request, PAGE);
      return { SupportedInstanceTypes: page.map(instanceTypeJson), Marker: next };
    },
  };
}

const spark = (label: string): string => `Spark ${EmrRelease.of(label).sparkVersion}`;

function known(label: string): string {
  if (!releaseLabels().includes(label))
    throw new ServiceError('InvalidRequestException', `The supplied release label is invalid: ${label}.`);
  return label;
}

function instanceTypeJson(name: string): object {
  const facts = findInstanceFacts(name);
  return {
    Type: name,
    MemoryGB: (facts?.memoryMiB ?? 0) / 1024,
    VCPU: facts?.ec2Vcpus,
    StorageGB: facts?.localStorageGB,
    EbsStorageOnly: facts?.localStorageGB === 0,
    Is64BitsOnly: true,
    InstanceFamilyId: name.split('.')[0],
  };
}
