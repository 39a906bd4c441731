/** Where there is nothing yet: what there would be, and how it comes. */
export const Empty = ({ title, hint }: { readonly title: string; readonly hint: string }) => (
  <div class="empty">
    <p>
      <strong>{title}</strong>
    </p>
    <p class="quiet">{hint}</p>
  </div>
);
