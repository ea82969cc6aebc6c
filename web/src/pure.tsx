import { Component, type ComponentChildren, type ComponentType } from "preact";

/**
 * The same component, rendered anew only when one of its props is another. To remember what was
 * rendered would do as well, were it not for the tree of then that it keeps alive, for ever.
 */
export function pure<Props extends object>(
  view: (props: Props) => ComponentChildren,
): ComponentType<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      return !isSame(this.props, next);
    }

    override render(props: Props) {
      return view(props);
    }
  };
}

/** Whether two objects hold the same; without a list of either's properties, since rows are many. */
function isSame<T extends object>(one: T, other: T): boolean {
  for (const name in other) if (one[name] !== other[name]) return false;
  for (const name in one) if (!(name in other)) return false;
  return true;
}
