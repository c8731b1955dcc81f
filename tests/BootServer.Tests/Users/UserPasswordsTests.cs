using System;
using System.IO;
using Microsoft.Extensions.Time.Testing;
using Monitas.BootServer.Users;
using Monitas.Catalog.LiteDb;
using Monitas.Catalog.Records;
using Xunit;

namespace Monitas.BootServer.Tests.Users;

/// <summary>Who may sign in, and by which password.</summary>
public sealed class UserPasswordsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("monitas-passwords-").FullName;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 28, 8, 0, 0, TimeSpan.Zero));
    private readonly LiteDbCatalog _catalog;
    private readonly UserPasswords _passwords;

    public UserPasswordsTests()
    {
        _catalog = LiteDbCatalog.Open(Path.Combine(_folder, "catalog.db"));
        _passwords = new UserPasswords(_catalog, _clock);
    }

    public void Dispose()
    {
        _catalog.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void SignIn_TakesTheRightPasswordOnly_AndNotesWhen()
    {
        _passwords.Add("Anna", "correct horse battery");
        Assert.Null(_passwords.SignIn("anna", "correct horse batterY"));
        Assert.Null(_passwords.SignIn("bob", "correct horse battery"));
        Assert.Null(_passwords.SignIn("anna", new string('x', UserPasswords.MostLength + 1)));
        Assert.Null(_catalog.FindUser("anna")!.LastSignIn);
        Assert.Equal("Anna", _passwords.SignIn("anna", "correct horse battery")!.Name);
        Assert.Equal(_clock.GetUtcNow(), _catalog.FindUser("anna")!.LastSignIn);
    }

    [Fact]
    public void Catalog_NeverHoldsThePassword()
    {
        UserRecord user = _passwords.Add("anna", "correct horse battery");
        Assert.DoesNotContain("horse", user.PasswordHash, StringComparison.Ordinal);
        Assert.NotEqual(user.PasswordHash, _passwords.Add("bob", "correct horse battery").PasswordHash);
    }

    [Fact]
    public void Change_EndsWhatIsSignedIn()
    {
        UserRecord user = _passwords.Add("anna", "correct horse battery");
        Assert.True(_passwords.IsSignedIn("anna", user.Stamp));
        _passwords.Change("anna", "another long password");
        Assert.False(_passwords.IsSignedIn("anna", user.Stamp));
        Assert.Null(_passwords.SignIn("anna", "correct horse battery"));
        Assert.NotNull(_passwords.SignIn("anna", "another long password"));
        Assert.Null(_passwords.Change("nobody", "another long password"));
        _catalog.RemoveUser("anna");
        Assert.False(_passwords.IsSignedIn("anna", user.Stamp));
    }

    [Theory]
    [InlineData("anna", "too short", "too short")]
    [InlineData("anna", "my name is anna", "contains the user's name")]
    [InlineData("anna", "abababababab", "same few characters")]
    [InlineData("", "correct horse battery", "is no user's name")]
    [InlineData("an na", "correct horse battery", "is no user's name")]
    [InlineData("../anna", "correct horse battery", "is no user's name")]
    public void Fault_OfABadOne_SaysWhatToDo(string name, string password, string words) =>
        Assert.Contains(words, UserPasswords.Fault(name, password), StringComparison.Ordinal);

    [Theory]
    [InlineData("anna", "correct horse battery")]
    [InlineData("jörg.müller@example.org", "日本語のパスワードです")]
    public void Fault_OfAGoodOne_IsEmpty(string name, string password) => Assert.Empty(UserPasswords.Fault(name, password));
}
