/** The words of the request tester's view By Key, and of the features that such an answer tells. */
export interface ByKeyText {
  viewKey: string;
  featureKey: string;
  featureKeyHelp: string;
  featureKeyMissing: string;
  overrides: string;
  overridesHelp: string;
  notOverridden: string;
  featuresUsed: string;
  featureColumn: string;
  featureValue: string;
  featureFrom: string;
  fromDataSource: string;
  fromOverride: string;
  featuresIntoForm: string;
  /** Said where an answer would be saved. */
  keyNotSaved: string;
  /** Said where requests are listed. */
  keyNotListed: string;
}
