using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Monitas.Catalog;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Users;

/// <summary>Users of the web console and their passwords, of which only the framework's salted hashes (PBKDF2, HMAC-SHA-512) are kept. Thread-safe.</summary>
internal sealed partial class UserPasswords(ICatalog catalog, TimeProvider clock)
{
    /// <summary>The fewest characters of a password.</summary>
    public const int LeastLength = 10;

    /// <summary>The most characters of a password: hashing costs time.</summary>
    public const int MostLength = 200;

    private readonly PasswordHasher<string> _hasher = new();
    private readonly Lazy<string> _nobody = new(() => new PasswordHasher<string>().HashPassword("", RandomNumberGenerator.GetHexString(32)));

    /// <summary>Why a name or a password will not do, and what to do, in a sentence; empty when both will.</summary>
    public static string Fault(string name, string password) =>
        !Name().IsMatch(name) ? $"'{name}' is no user's name: use 1 to 63 letters, digits, '-', '_', '.' and '@', beginning with a letter or digit."
        : password.Length < LeastLength ? $"The password is too short: use {LeastLength} characters or more."
        : password.Length > MostLength ? $"The password is too long: use {MostLength} characters at most."
        : password.Contains(name, StringComparison.OrdinalIgnoreCase) && name.Length > 2 ? "The password contains the user's name: choose another."
        : password.Distinct().Count() < 4 ? "The password is the same few characters again and again: choose another."
        : "";

    /// <summary>Adds a user. <see cref="Fault"/> was asked before.</summary>
    /// <exception cref="CatalogConflictException">There is one with this name.</exception>
    public UserRecord Add(string name, string password)
    {
        var user = new UserRecord { Name = name, PasswordHash = _hasher.HashPassword(name, password), Stamp = NewStamp(), Created = clock.GetUtcNow() };
        catalog.AddUser(user);
        return user;
    }

    /// <summary>Gives a user another password, which ends what is signed in; null when there is no such user.</summary>
    public UserRecord? Change(string name, string password) =>
        catalog.UpdateUser(name, old => old with { PasswordHash = _hasher.HashPassword(old.Name, password), Stamp = NewStamp() });

    /// <summary>The user whose password this is; null when there is none. An unknown name takes as long as a wrong password.</summary>
    public UserRecord? SignIn(string name, string password)
    {
        if (password.Length > MostLength)
        {
            return null;
        }
        UserRecord? user = catalog.FindUser(name);
        PasswordVerificationResult result = _hasher.VerifyHashedPassword(name, user?.PasswordHash ?? _nobody.Value, password);
        if (user is null || result == PasswordVerificationResult.Failed)
        {
            return null;
        }
        return catalog.UpdateUser(user.Name, old => old with { LastSignIn = clock.GetUtcNow() });
    }

    /// <summary>Does what a user signed in with still hold?</summary>
    public bool IsSignedIn(string name, string stamp) => catalog.FindUser(name) is { } user && user.Stamp == stamp;

    private static string NewStamp() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    [GeneratedRegex(@"^[\p{L}\p{Nd}][\p{L}\p{Nd}_.@-]{0,62}$")]
    private static partial Regex Name();
}
