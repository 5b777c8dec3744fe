# Completion of tableau-perm for fish. Load it with: tableau-perm completion fish | source
# or write it to ~/.config/fish/completions/tableau-perm.fish
function __tableau_perm_complete
    set -l typed (commandline -opc)
    set -l program $typed[1]
    set -e typed[1]
    set -l current (commandline -ct)
    set -l plain (string unescape -- $current)
    or set plain $current
    set -lx _TABLEAU_PERM_COMPLETE complete_fish
    set -lx _TABLEAU_PERM_WORDS (string join \n -- $typed "$plain" | string collect --no-trim-newlines)
    for line in ($program 2>/dev/null)
        switch $line
            case ''
            case \t\*
                __fish_complete_path $current
            case '*'
                echo -- $line
        end
    end
end
complete --command tableau-perm --no-files --arguments '(__tableau_perm_complete)'
