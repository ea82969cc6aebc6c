import { Component, type ComponentType, type FunctionComponent } from "preact";

/**
 * The same component, rendered anew only when one of its props is another. To remember what was
 * rendered would do as well, were it not for the tree of then that it keeps alive, for ever.
 */
export function pure<Props extends object>(View: FunctionComponent<Props>): ComponentType<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      const [before, now] = [Object.entries(this.props), Object.entries(next)];
      return (
        before.length !== now.length ||
        now.some(([name, value], n) => before[n]?.[0] !== name || before[n][1] !== value)
      );
    }

    override render(props: Props) {
      return <View {...props} />;
    }
  };
}
