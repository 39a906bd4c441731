import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { settingsReader } from '../support/settings-reader.js';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
  readonly spec?: { readonly template?: { readonly spec: PodSpec } };
}

interface PodSpec {
  readonly securityContext: object;
  readonly automountServiceAccountToken: boolean;
  readonly volumes: readonly { readonly name: string; readonly secret?: object }[];
  readonly containers: readonly {
    readonly env: readonly { readonly name: string; readonly value?: string }[];
    readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
    readonly [key: string]: unknown;
  }[];
}

const folder = join(import.meta.dirname, '..', '..', 'config', 'kubernetes');
const manifests = readdirSync(folder).flatMap((file) =>
  // Kubernetes reads YAML 1.1.
  parseAllDocuments(readFileSync(join(folder, file), 'utf8'), { version: '1.1' }).map(
    (document): [string, Manifest] => {
      const manifest = document.toJS() as Manifest;
      return [`${file} ${manifest.kind}`, manifest];
    },
  ),
);
const { kinds, ...schemas } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'kubernetes-schemas.json'), 'utf8'),
) as {
  readonly kinds: Readonly<Record<string, string>>;
};
const ajv = new Ajv2020({ allErrors: true, strict: false });
ajv.addSchema({ ...schemas, $id: 'kubernetes' });

const problemsOf = (manifest: object & { kind: string }): string[] => {
  const check = ajv.compile({ $ref: `kubernetes#/$defs/${kinds[manifest.kind] ?? 'none'}` });
  check(manifest);
  return (check.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
};

const pods = manifests.flatMap(([name, { spec }]): [string, PodSpec][] =>
  spec?.template === undefined ? [] : [[name, spec.template.spec]],
);
const named = (kind: string): Manifest | undefined => manifests.find(([, one]) => one.kind === kind)?.[1];

describe('the manifests for Kubernetes', () => {
  it.each(manifests)('%s is what Kubernetes 1.37 takes, without a key that it does not know', (_name, manifest) => {
    expect(problemsOf(manifest)).toEqual([]);
    expect(manifest.metadata.namespace ?? manifest.metadata.name).toBe('stevedore');
  });

  it('are refused where a key is wrong', () => {
    const [, server] = manifests.find(([name]) => name === 'server.yaml Deployment') ?? [];
    const wrong = { ...server, kind: 'Deployment', spec: { ...server?.spec, replicass: 1 } };
    expect(problemsOf(wrong)).toEqual(['/spec must NOT have additional properties']);
  });

  it.each(pods)('%s may do little, has its limits, and is looked after', (_name, pod) => {
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    for (const container of pod.containers) {
      expect(container).toMatchObject({
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        resources: {
          requests: { memory: expect.any(String) as string },
          limits: { memory: expect.any(String) as string },
        },
        startupProbe: expect.any(Object) as object,
        readinessProbe: expect.any(Object) as object,
        livenessProbe: expect.any(Object) as object,
      });
    }
  });

  it('have secrets in files only, and in each of the files that the configuration names', () => {
    for (const [, pod] of pods) {
      const [container] = pod.containers;
      expect(container?.env.filter(({ name }) => /pass|key|secret|token/i.test(name))).toEqual([]);
      expect(pod.volumes.find(({ name }) => name === 'secrets')?.secret).toEqual({
        secretName: 'stevedore',
        defaultMode: 0o440,
      });
      expect(container?.volumeMounts).toContainEqual(
        expect.objectContaining({ name: 'secrets', mountPath: '/run/secrets/stevedore', readOnly: true }),
      );
    }
    const configuration = named('ConfigMap')?.data?.['stevedore.yaml'] ?? '';
    const files = [...configuration.matchAll(/\$\{file:\/run\/secrets\/stevedore\/(\w+)\}/g)].map(([, file]) => file);
    expect([...new Set(files)].toSorted()).toEqual(Object.keys(named('Secret')?.stringData ?? {}).toSorted());
  });

  it('have a configuration that is valid', () => {
    const secrets = Object.entries(named('Secret')?.stringData ?? {}).map(([name, value]): [string, string] => [
      `/run/secrets/stevedore/${name}`,
      value,
    ]);
    const { load } = settingsReader(Object.fromEntries(secrets));
    const text = named('ConfigMap')?.data?.['stevedore.yaml'] ?? '';
    expect(parse(text)).toBeTypeOf('object');
    const settings = load(text, { POD_NAME: 'stevedore-worker-0' });
    expect(settings.worker).toMatchObject({ hostId: 'stevedore-worker-0', metricsAddress: '0.0.0.0:9464' });
    expect(settings.api).toMatchObject({ host: '0.0.0.0', key: 'change-me-1' });
  });
});
