/** A classification as EMR's API names it; CloudFormation calls `properties` ConfigurationProperties. */
export interface Classification {
  readonly classification: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly configurations?: readonly Classification[];
}
