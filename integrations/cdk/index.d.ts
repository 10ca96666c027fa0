import type {
  IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport,
} from 'aws-cdk-lib';

export interface HeadroomProps {
  /** The program, if not the `headroom` on the PATH. */
  readonly command?: string;
  /** What else `headroom check` takes, such as `['--store', 'licenses/']`. */
  readonly arguments?: string[];
}

/** Judges all stacks of an app as one deployment: `Validations.of(app).addPlugins(new Headroom())`. */
export declare class Headroom implements IPolicyValidationPlugin {
  readonly name: string;
  constructor(props?: HeadroomProps);
  /** @throws if headroom has no answer */
  validate(context: IPolicyValidationContext): PolicyValidationPluginReport;
}
