import express, { type Express } from 'express';
import session from 'express-session';

declare module 'express-session' {
  interface SessionData {
    user?: { id: number };
    passport?: { user: number };
    cart?: string[];
  }
}

export const hour = 60 * 60 * 1000;

/** Logged in on one page by hand, on another as Passport does it. */
const login = {
  user: (id: number) => ({ user: { id } }),
  passport: (id: number) => ({ passport: { user: id } }),
};

/** An application whose sessions are in this store, for an hour after the last request. */
export function expressApp(
  store: session.Store,
  secret: string,
  name: string | undefined,
): Express {
  const app = express();
  app.use(
    session({
      store,
      secret,
      ...(name !== undefined && { name }),
      resave: false,
      saveUninitialized: false,
      cookie: { maxAge: hour },
    }),
  );
  app.post('/login/:by/:id', (request, response, next) => {
    const { by, id } = request.params;
    const data = login[by as keyof typeof login](Number(id));
    request.session.regenerate((error) => {
      Object.assign(request.session, data);
      request.session.save((unsaved) => {
        if (error || unsaved) next(error ?? unsaved);
        else response.status(204).end();
      });
    });
  });
  app.post('/cart', (request, response) => {
    request.session.cart = [...(request.session.cart ?? []), 'book'];
    response.json(request.session.cart);
  });
  app.get('/me', (request, response) => {
    const { user, passport } = request.session;
    const id = user?.id ?? passport?.user;
    if (id === undefined) response.status(401).end();
    else response.json({ id });
  });
  app.post('/logout', (request, response, next) => {
    request.session.destroy((error) => (error ? next(error) : response.status(204).end()));
  });
  return app;
}
