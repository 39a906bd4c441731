import { useEffect } from 'preact/hooks';
import { Link } from '../shell/link.js';
import { toSettings } from '../shell/route.js';
import { session } from '../shell/session.js';
import { w } from '../words/words.js';
import { AuditPart } from './audit/audit-part.js';
import { ConnectionsPart } from './connections-part.js';
import { HealthPart } from './health/health-part.js';
import { KeysPart } from './keys/keys-part.js';
import { NotificationsPart } from './notifications/notifications-part.js';
import './settings.css';

/** Keys, connections, notifications, the audit, and how the installation stands with its versions: a part each. */
export const SettingsPage = ({ part }: { readonly part: string }) => {
  const words = w().settings;
  const known = session.value;
  const isAdmin = typeof known === 'object' && known.role === 'admin';
  const parts = PARTS.filter(({ forAdmins }) => isAdmin || !forAdmins);
  const shown = PARTS.find(({ id }) => id === part);
  useEffect(() => {
    document.title = `${shown === undefined ? words.title : words.parts[shown.id]} · Stevedore`;
  });
  return (
    <>
      <h1>{words.title}</h1>
      <nav class="parts" aria-label={words.title}>
        {parts.map(({ id }) => (
          <Link key={id} to={toSettings(id)} current={id === part}>
            {words.parts[id]}
          </Link>
        ))}
      </nav>
      {shown === undefined ? <p>{w().unknownPage}</p> : <shown.Content />}
    </>
  );
};

const PARTS = [
  { id: 'health', forAdmins: false, Content: HealthPart },
  { id: 'connections', forAdmins: false, Content: ConnectionsPart },
  { id: 'notifications', forAdmins: false, Content: NotificationsPart },
  { id: 'keys', forAdmins: true, Content: KeysPart },
  { id: 'audit', forAdmins: true, Content: AuditPart },
] as const;
