import { ServiceError } from '../errors';
import type { FaultyService } from './types';

const TABLE_IS_BUSY =
  'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.';

/** What each service calls a request beyond the account's rate. */
export function throttled(service: FaultyService): ServiceError {
  switch (service) {
    case 'emr':
    case 'ssm':
      return new ServiceError('ThrottlingException', 'Rate exceeded');
    case 'dynamodb':
      return new ServiceError('ProvisionedThroughputExceededException', TABLE_IS_BUSY);
    default:
      return new ServiceError('Throttling', 'Rate exceeded');
  }
}

/** EMR's operations whose model declares InternalServerError, which comes with status 400. */
const DECLARES_SERVER_ERROR: ReadonlySet<string> = new Set([
  'AddJobFlowSteps',
  'CancelSteps',
  'GetOnClusterAppUIPresignedURL',
  'GetPersistentAppUIPresignedURL',
]);

const MESSAGE = 'An internal failure occurred. Try your request again.';

/** A failure inside the service. */
export function internalError(service: FaultyService, operation: string): ServiceError {
  switch (service) {
    case 'emr':
      return DECLARES_SERVER_ERROR.has(operation)
        ? new ServiceError('InternalServerError', MESSAGE, 400)
        : new ServiceError('InternalServerException', MESSAGE, 500);
    case 'cloudwatch':
      return new ServiceError('InternalServiceError', MESSAGE, 500);
    case 'sns':
      return new ServiceError('InternalError', MESSAGE, 500);
    case 'ssm':
    case 'dynamodb':
      return new ServiceError('InternalServerError', MESSAGE, 500);
    case 'sts':
      return new ServiceError('InternalFailure', MESSAGE, 500);
  }
}
