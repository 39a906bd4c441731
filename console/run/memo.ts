import type { ComponentType, FunctionComponent } from 'preact';
import { Component, h } from 'preact';

/** Draws a component again only when one of its properties is another one. */
export const memo = <P extends object>(Drawn: FunctionComponent<P>): ComponentType<P> =>
  class extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      const names = Object.keys(next) as (keyof P)[];
      return names.some((name) => next[name] !== (this.props as P)[name]);
    }
    override render() {
      return h(Drawn as FunctionComponent<object>, this.props);
    }
  };
