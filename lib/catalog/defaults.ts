/** The release that is meant where neither a flag nor a document names one. */
export const DEFAULT_RELEASE = 'emr-7.9.0';

/** The type of the primary node where none is named. */
export const DEFAULT_PRIMARY_TYPE = 'm5.xlarge';
